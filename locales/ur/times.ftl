# How messages show times. The functions WAIT, DATE and LOCAL_TIME of src/i18n/time.rs read them.

## WAIT: after how long. From 60 seconds on, it is told in minutes.

wait-seconds = { $seconds ->
    [one] { $seconds } سیکنڈ بعد
   *[other] { $seconds } سیکنڈ بعد
}
wait-minutes = { $minutes ->
    [one] { $minutes } منٹ بعد
   *[other] { $minutes } منٹ بعد
}

## DATE and LOCAL_TIME: %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d %B %Y
local-time-pattern = %-d %B %Y، %H:%M بجے
first-day-of-month = 1
months = جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
