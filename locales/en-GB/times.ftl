# How messages show times. The functions WAIT, DATE and LOCAL_TIME of src/i18n/time.rs read them.

## WAIT: after how long. From 60 seconds on, it is told in minutes.

wait-seconds = { $seconds ->
    [one] in { $seconds } second
   *[other] in { $seconds } seconds
}
wait-minutes = { $minutes ->
    [one] in { $minutes } minute
   *[other] in { $minutes } minutes
}

## DATE and LOCAL_TIME: %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d %B %Y
local-time-pattern = %-d %B %Y at %H:%M
first-day-of-month = 1
months = January February March April May June July August September October November December
