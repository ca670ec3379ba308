# How messages show times. The functions WAIT, DATE and LOCAL_TIME of src/i18n/time.rs read them.

## WAIT: after how long. From 60 seconds on, it is told in minutes.

wait-seconds = { $seconds ->
    [zero] بعد { $seconds } ثانية
    [one] بعد ثانية واحدة ({ $seconds })
    [two] بعد ثانيتين ({ $seconds })
    [few] بعد { $seconds } ثوانٍ
    [many] بعد { $seconds } ثانية
   *[other] بعد { $seconds } ثانية
}
wait-minutes = { $minutes ->
    [zero] بعد { $minutes } دقيقة
    [one] بعد دقيقة واحدة ({ $minutes })
    [two] بعد دقيقتين ({ $minutes })
    [few] بعد { $minutes } دقائق
    [many] بعد { $minutes } دقيقة
   *[other] بعد { $minutes } دقيقة
}

## DATE and LOCAL_TIME: %-d is the day, %B the month, %Y the year, %H the hour from 00 to 23, %M the minute.

date-pattern = %-d %B %Y
local-time-pattern = %-d %B %Y، الساعة %H:%M
first-day-of-month = 1
months = يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
