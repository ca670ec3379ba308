# Patterns that format times in message arguments. src/i18n/shown.rs reads them.

## %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d %B %Y
local-time-pattern = %-d %B %Y، %H:%M بجے
first-day-of-month = 1
months = جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
