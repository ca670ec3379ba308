# How messages show times. The functions WAIT, DATE and LOCAL_TIME of src/i18n/time.rs read them.

## WAIT: after how long. From 60 seconds on, it is told in minutes.

wait-seconds = { $seconds ->
    [zero] ymhen { $seconds } eiliad
    [one] ymhen { $seconds } eiliad
    [two] ymhen { $seconds } eiliad
    [few] ymhen { $seconds } eiliad
    [many] ymhen { $seconds } eiliad
   *[other] ymhen { $seconds } eiliad
}
wait-minutes = { $minutes ->
    [zero] ymhen { $minutes } munud
    [one] ymhen { $minutes } munud
    [two] ymhen { $minutes } funud
    [few] ymhen { $minutes } munud
    [many] ymhen { $minutes } munud
   *[other] ymhen { $minutes } munud
}

## DATE and LOCAL_TIME: %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d %B %Y
local-time-pattern = %-d %B %Y am %H:%M
first-day-of-month = 1
months = Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr
