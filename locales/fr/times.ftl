# How messages show times. The functions WAIT, DATE and LOCAL_TIME of src/i18n/time.rs read them.

## WAIT: after how long. From 60 seconds on, it is told in minutes.

wait-seconds = { $seconds ->
    [one] dans { $seconds } seconde
    [many] dans { $seconds } de secondes
   *[other] dans { $seconds } secondes
}
wait-minutes = { $minutes ->
    [one] dans { $minutes } minute
    [many] dans { $minutes } de minutes
   *[other] dans { $minutes } minutes
}

## DATE and LOCAL_TIME: %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d %B %Y
local-time-pattern = %-d %B %Y à %H:%M
first-day-of-month = 1er
months = janvier février mars avril mai juin juillet août septembre octobre novembre décembre
