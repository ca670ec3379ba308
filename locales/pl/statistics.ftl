# Headings of statistics tables. They take no arguments, because machine-readable output contains no bidirectional marks.

## Keys of a row

statistics-period-start = Początek okresu
statistics-department-code = Kod oddziału
statistics-department-name = Oddział
statistics-clinician-id = Identyfikator pracownika medycznego
statistics-clinician-name = Pracownik medyczny
statistics-organisation-ods-code = Kod ODS organizacji
statistics-organisation-name = Organizacja
statistics-weekday = Numer dnia tygodnia (poniedziałek to 1)
statistics-weekday-name = Dzień tygodnia
statistics-hour = Godzina
statistics-previous-from = Pierwszy dzień okresu porównawczego
statistics-previous-until = Dzień po okresie porównawczym

## Figures of a row

statistics-booked = Umówione
statistics-attended = Zrealizowane
statistics-missed = Opuszczone
statistics-cancelled = Odwołane
statistics-upcoming = Nadchodzące
statistics-missed-minutes = Utracone minuty
statistics-did-not-attend-rate = Wskaźnik niestawiennictwa
statistics-did-not-attend-low = Wskaźnik niestawiennictwa: dolna granica 95-procentowego przedziału ufności
statistics-did-not-attend-high = Wskaźnik niestawiennictwa: górna granica 95-procentowego przedziału ufności
statistics-share-of-booked = Udział opuszczonych w umówionych
statistics-estimated-cost = Szacowany koszt
statistics-suppressed = Utajnione

## Periods, in parentheses after a heading

statistics-previous = okres porównawczy
statistics-change = zmiana

## Days of the week

statistics-monday = poniedziałek
statistics-tuesday = wtorek
statistics-wednesday = środa
statistics-thursday = czwartek
statistics-friday = piątek
statistics-saturday = sobota
statistics-sunday = niedziela
