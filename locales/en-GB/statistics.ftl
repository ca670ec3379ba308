# Headings of statistics tables. They take no arguments, because machine-readable output contains no bidirectional marks.

## Keys of a row

statistics-period-start = Period start
statistics-department-code = Department code
statistics-department-name = Department
statistics-clinician-id = Clinician ID
statistics-clinician-name = Clinician
statistics-organisation-ods-code = ODS code of organisation
statistics-organisation-name = Organisation
statistics-weekday = Weekday number (Monday is 1)
statistics-weekday-name = Weekday
statistics-hour = Hour
statistics-previous-from = First day of comparison period
statistics-previous-until = Day after comparison period

## Figures of a row

statistics-booked = Booked
statistics-attended = Attended
statistics-missed = Missed
statistics-cancelled = Cancelled
statistics-upcoming = Upcoming
statistics-missed-minutes = Missed minutes
statistics-did-not-attend-rate = Did-not-attend rate
statistics-did-not-attend-low = Did-not-attend rate: lower 95% confidence limit
statistics-did-not-attend-high = Did-not-attend rate: upper 95% confidence limit
statistics-share-of-booked = Missed as share of booked
statistics-estimated-cost = Estimated cost
statistics-suppressed = Suppressed

## Periods, in parentheses after a heading

statistics-previous = comparison period
statistics-change = change

## Days of the week

statistics-monday = Monday
statistics-tuesday = Tuesday
statistics-wednesday = Wednesday
statistics-thursday = Thursday
statistics-friday = Friday
statistics-saturday = Saturday
statistics-sunday = Sunday
