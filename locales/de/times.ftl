# How messages show times. The functions WAIT, DATE and LOCAL_TIME of src/i18n/time.rs read them.

## WAIT: after how long. From 60 seconds on, it is told in minutes.

wait-seconds = { $seconds ->
    [one] in { $seconds } Sekunde
   *[other] in { $seconds } Sekunden
}
wait-minutes = { $minutes ->
    [one] in { $minutes } Minute
   *[other] in { $minutes } Minuten
}

## DATE and LOCAL_TIME: %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d. %B %Y
local-time-pattern = %-d. %B %Y, %H:%M Uhr
first-day-of-month = 1
months = Januar Februar März April Mai Juni Juli August September Oktober November Dezember
