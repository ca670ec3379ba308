# Headings of statistics tables. They take no arguments, because machine-readable output contains no bidirectional marks.

## Keys of a row

statistics-period-start = Inicio del período
statistics-department-code = Código del departamento
statistics-department-name = Departamento
statistics-clinician-id = Identificador del profesional sanitario
statistics-clinician-name = Profesional sanitario
statistics-organisation-ods-code = Código ODS de la organización
statistics-organisation-name = Organización
statistics-weekday = Número del día de la semana (el lunes es 1)
statistics-weekday-name = Día de la semana
statistics-hour = Hora
statistics-previous-from = Primer día del período de comparación
statistics-previous-until = Día siguiente al período de comparación

## Figures of a row

statistics-booked = Reservadas
statistics-attended = Atendidas
statistics-missed = Perdidas
statistics-cancelled = Canceladas
statistics-upcoming = Pendientes
statistics-missed-minutes = Minutos perdidos
statistics-did-not-attend-rate = Tasa de inasistencia
statistics-did-not-attend-low = Tasa de inasistencia: límite inferior del intervalo de confianza del 95 %
statistics-did-not-attend-high = Tasa de inasistencia: límite superior del intervalo de confianza del 95 %
statistics-share-of-booked = Proporción de perdidas entre las reservadas
statistics-estimated-cost = Coste estimado
statistics-suppressed = Suprimido

## Periods, in parentheses after a heading

statistics-previous = período de comparación
statistics-change = variación

## Days of the week

statistics-monday = lunes
statistics-tuesday = martes
statistics-wednesday = miércoles
statistics-thursday = jueves
statistics-friday = viernes
statistics-saturday = sábado
statistics-sunday = domingo
