# Patterns that format times in message arguments. src/i18n/shown.rs reads them.

## %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d de %B de %Y
local-time-pattern = %-d de %B de %Y, %H:%M
first-day-of-month = 1
months = enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
