# How messages show times. The functions WAIT, DATE and LOCAL_TIME of src/i18n/time.rs read them.

## WAIT: after how long. From 60 seconds on, it is told in minutes.

wait-seconds = { $seconds ->
    [one] za { $seconds } sekundę
    [few] za { $seconds } sekundy
    [many] za { $seconds } sekund
   *[other] za { $seconds } sekundy
}
wait-minutes = { $minutes ->
    [one] za { $minutes } minutę
    [few] za { $minutes } minuty
    [many] za { $minutes } minut
   *[other] za { $minutes } minuty
}

## DATE and LOCAL_TIME: %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d %B %Y
local-time-pattern = %-d %B %Y, godz. %H:%M
first-day-of-month = 1
months = stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
