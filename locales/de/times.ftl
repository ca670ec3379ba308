# Patterns that format times in message arguments. src/i18n/shown.rs reads them.

## %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d. %B %Y
local-time-pattern = %-d. %B %Y, %H:%M Uhr
first-day-of-month = 1
months = Januar Februar März April Mai Juni Juli August September Oktober November Dezember
