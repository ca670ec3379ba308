# Patterns that format times in message arguments. src/i18n/shown.rs reads them.

## %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d %B %Y
local-time-pattern = %-d %B %Y, godz. %H:%M
first-day-of-month = 1
months = stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
