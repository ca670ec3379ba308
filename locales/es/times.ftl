# How messages show times. The functions WAIT, DATE and LOCAL_TIME of src/i18n/time.rs read them.

## WAIT: after how long. From 60 seconds on, it is told in minutes.

wait-seconds = { $seconds ->
    [one] en { $seconds } segundo
    [many] en { $seconds } de segundos
   *[other] en { $seconds } segundos
}
wait-minutes = { $minutes ->
    [one] en { $minutes } minuto
    [many] en { $minutes } de minutos
   *[other] en { $minutes } minutos
}

## DATE and LOCAL_TIME: %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d de %B de %Y
local-time-pattern = %-d de %B de %Y, %H:%M
first-day-of-month = 1
months = enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
