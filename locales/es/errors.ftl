# One message per error code; the message id is the code. See ARCHITECTURE.md, "Errors".

## General

NOT_FOUND = No se ha encontrado nada con este identificador.
VERSION_CONFLICT = Otra persona ha modificado este registro entretanto: ahora está en la versión { $currentVersion }. Vuelva a cargarlo y repita después su cambio.
UNAUTHENTICATED = No ha iniciado sesión o su sesión ha terminado. Inicie sesión.
FORBIDDEN = Su cuenta no tiene permiso para hacer esto. Si lo necesita, consulte con la administración de las cuentas.
# Below a minute, `retryAfterMinutes` is 0, and the message shows seconds.
RATE_LIMITED = { $retryAfterMinutes ->
    [0] { $retryAfterSeconds ->
        [one] Demasiadas solicitudes: vuelva a intentarlo en { $retryAfterSeconds } segundo.
        [many] Demasiadas solicitudes: vuelva a intentarlo en { $retryAfterSeconds } de segundos.
       *[other] Demasiadas solicitudes: vuelva a intentarlo en { $retryAfterSeconds } segundos.
    }
    [one] Demasiadas solicitudes: vuelva a intentarlo en { $retryAfterMinutes } minuto.
    [many] Demasiadas solicitudes: vuelva a intentarlo en { $retryAfterMinutes } de minutos.
   *[other] Demasiadas solicitudes: vuelva a intentarlo en { $retryAfterMinutes } minutos.
}
SERVICE_UNAVAILABLE = El servicio no puede responder en este momento. Vuelva a intentarlo dentro de poco.
INTERNAL = Lo sentimos, se ha producido un error por nuestra parte. Si lo comunica, indique la solicitud { $requestId }.

## The GraphQL layer

GRAPHQL_PARSE_FAILED = La consulta no es un documento GraphQL bien formado: { $detail }
GRAPHQL_VALIDATION_FAILED = La consulta no se ajusta al esquema: { $detail }
BAD_USER_INPUT = Este valor no es del tipo esperado.
QUERY_TOO_COMPLEX = La consulta pide demasiado de una sola vez: { $detail }
OPERATION_NOT_ALLOWED = Aquí solo se pueden ejecutar las operaciones de la lista, y esta no figura en ella.
OPERATION_TEXT_DIFFERS = Esta operación difiere de una de la lista solo en campos __typename, orden, espacios en blanco o comentarios. Incluya en la lista el texto tal como lo envía la biblioteca cliente, o envíe el identificador de la que figura en ella.
PERSISTED_QUERY_NOT_FOUND = No hay ninguna operación con este identificador en la lista.
PERSISTED_QUERY_NOT_SUPPORTED = Aquí no se guardan operaciones: envíe el texto de la consulta.

## HTTP

HTTP_BODY_INVALID = El cuerpo de la solicitud debe ser un objeto JSON con una consulta GraphQL: { $detail }
HTTP_BODY_TOO_LARGE = { $maximumBytes ->
    [one] El cuerpo de la solicitud es demasiado grande: se acepta { $maximumBytes } byte como máximo.
    [many] El cuerpo de la solicitud es demasiado grande: se aceptan { $maximumBytes } de bytes como máximo.
   *[other] El cuerpo de la solicitud es demasiado grande: se aceptan { $maximumBytes } bytes como máximo.
}
HTTP_HOST_INVALID = La solicitud debe indicar exactamente un host válido en su cabecera Host.
HTTP_METHOD_NOT_ALLOWED = Esta dirección no acepta este método HTTP.
HTTP_MISDIRECTED_REQUEST = Esta solicitud va dirigida a otro host. Este servidor solo responde en localhost.
HTTP_NOT_ACCEPTABLE = La respuesta no puede darse en ninguno de los tipos de contenido que acepta la solicitud.
HTTP_NOT_FOUND = No hay nada en esta dirección.
HTTP_REQUEST_TIMEOUT = La solicitud no llegó completa a tiempo. Vuelva a enviarla.
HTTP_UNSUPPORTED_CONTENT_ENCODING = La solicitud debe enviarse sin codificación de contenido como gzip.
HTTP_UNSUPPORTED_MEDIA_TYPE = La solicitud debe enviarse como application/json.

## Query parameters of a URL

PARAMETER_UNKNOWN = Esta dirección no tiene ningún parámetro con ese nombre. Sus parámetros son: { $known }.
PARAMETER_REPEATED = Este parámetro solo puede indicarse una vez.
PARAMETER_MISSING = Falta este parámetro.
PARAMETER_VALUE_UNKNOWN = Esto no es uno de los valores de este parámetro, que son: { $allowed }.

## Values shared by all features

FIELD_REQUIRED = Aquí se requiere un valor.
ID_MALFORMED = Esto no es un identificador del tipo esperado.
CURSOR_INVALID = Este cursor no corresponde a esta lista, a su orden o a su filtro.
PAGE_SIZE_OUT_OF_RANGE = { $maximum ->
    [one] Una página contiene entre 0 y { $maximum } elemento.
    [many] Una página contiene entre 0 y { $maximum } de elementos.
   *[other] Una página contiene entre 0 y { $maximum } elementos.
}
PAGE_DIRECTION_AMBIGUOUS = Pida los primeros o los últimos elementos de una lista, pero no ambos.
TEXT_BLANK = Este texto no debe estar vacío.
TEXT_TOO_LONG = { $maximum ->
    [one] Este texto es demasiado largo: se permite { $maximum } carácter como máximo.
    [many] Este texto es demasiado largo: se permiten { $maximum } de caracteres como máximo.
   *[other] Este texto es demasiado largo: se permiten { $maximum } caracteres como máximo.
}
TEXT_CONTROL_CHARACTER = Este texto contiene un carácter de control invisible, lo cual no está permitido. Escriba el texto en lugar de pegarlo.
TEXT_BIDI_UNPAIRED = Este texto contiene una marca de dirección de escritura sin pareja. Escriba el texto en lugar de pegarlo.
LIST_TOO_LONG = { $maximum ->
    [one] Esta lista es demasiado larga: se permite { $maximum } elemento como máximo.
    [many] Esta lista es demasiado larga: se permiten { $maximum } de elementos como máximo.
   *[other] Esta lista es demasiado larga: se permiten { $maximum } elementos como máximo.
}
DATE_INVALID = Esta fecha no existe. Escríbala como año, mes y día, por ejemplo 1987-03-25.
TIMESTAMP_INVALID = Esta fecha y hora no son válidas. Escríbalas como en este ejemplo: 2026-06-30T09:30:00+01:00.
TIMESTAMP_WITHOUT_OFFSET = Falta el desfase con respecto a UTC. Escríbalo al final, por ejemplo +01:00 o Z.
RANGE_ENDS_BEFORE_START = El intervalo termina antes de empezar.
TIME_ZONE_UNKNOWN = Esta zona horaria no se conoce. Indique su nombre IANA, por ejemplo Europe/London.
LOCALE_INVALID = Esto no es una etiqueta de idioma. Indique una como cy o en-GB.
EMAIL_INVALID = Esta dirección de correo electrónico no es válida.
PHONE_INVALID = Este número de teléfono no es válido. Los números de fuera del Reino Unido empiezan por + y el prefijo del país.
POSTCODE_INVALID = Este no es un código postal del Reino Unido. Escríbalo completo. Ejemplo correcto: SW1A 1AA.
PHONE_EXTENSION = Este número de teléfono tiene una extensión. Indique el número sin ella.

## Idempotency keys

IDEMPOTENCY_KEY_INVALID = { $maximum ->
    [one] Una clave de idempotencia tiene al menos uno y como máximo { $maximum } carácter ASCII visible, sin espacios.
    [many] Una clave de idempotencia tiene al menos uno y como máximo { $maximum } de caracteres ASCII visibles, sin espacios.
   *[other] Una clave de idempotencia tiene al menos uno y como máximo { $maximum } caracteres ASCII visibles, sin espacios.
}
IDEMPOTENCY_KEY_REUSED = Esta clave de idempotencia ya se utilizó con otros datos. Envíe de nuevo exactamente los mismos datos o elija una clave nueva.

## Patients

PATIENT_NHS_NUMBER_FORMAT = El número del NHS no es válido: debe tener diez cifras.
PATIENT_NHS_NUMBER_CHECKSUM = El número del NHS no es válido: su dígito de control no coincide.
PATIENT_NHS_NUMBER_REPEATED_DIGIT = El número del NHS no es válido: nunca se asigna un número de diez cifras iguales.
PATIENT_NHS_NUMBER_TAKEN = Ya está registrado un paciente con este número del NHS.
PATIENT_DATE_OF_BIRTH_IN_FUTURE = La fecha de nacimiento está en el futuro.
PATIENT_DATE_OF_BIRTH_TOO_EARLY = La fecha de nacimiento no debe ser anterior al { $earliestLocal }.
PATIENT_HAS_APPOINTMENTS = { $appointments ->
    [one] No se puede eliminar al paciente: hay { $appointments } cita registrada.
    [many] No se puede eliminar al paciente: hay { $appointments } de citas registradas.
   *[other] No se puede eliminar al paciente: hay { $appointments } citas registradas.
}
PATIENT_SEARCH_TOO_MANY_WORDS = { $maximum ->
    [one] Busque menos palabras: se permite { $maximum } palabra como máximo.
    [many] Busque menos palabras: se permiten { $maximum } de palabras como máximo.
   *[other] Busque menos palabras: se permiten { $maximum } palabras como máximo.
}

## Clinicians, departments and organisations

CLINICIAN_IN_USE = { $appointments ->
    [one] No se puede eliminar al profesional sanitario: hay { $appointments } cita registrada.
    [many] No se puede eliminar al profesional sanitario: hay { $appointments } de citas registradas.
   *[other] No se puede eliminar al profesional sanitario: hay { $appointments } citas registradas.
}
CLINICIAN_POST_ENDS_BEFORE_START = El puesto termina antes de empezar.
CLINICIAN_POSTS_OVERLAP = Dos puestos en la misma organización se solapan.
DEPARTMENT_CODE_INVALID = { $maximum ->
    [one] El código de un departamento tiene como máximo { $maximum } carácter: solo las letras de la A a la Z, cifras, guiones y guiones bajos.
    [many] El código de un departamento tiene como máximo { $maximum } de caracteres: solo las letras de la A a la Z, cifras, guiones y guiones bajos.
   *[other] El código de un departamento tiene como máximo { $maximum } caracteres: solo las letras de la A a la Z, cifras, guiones y guiones bajos.
}
DEPARTMENT_CODE_TAKEN = Otro departamento ya tiene este código.
DEPARTMENT_NAME_TAKEN = Otro departamento ya tiene este nombre.
DEPARTMENT_IN_USE = No se puede eliminar el departamento: tiene profesionales sanitarios o citas asociados.
ORGANISATION_ODS_CODE_INVALID = Esto no es un código ODS: consta de entre tres y doce caracteres, letras de la A a la Z y cifras.
ORGANISATION_ODS_CODE_TAKEN = Otra organización ya tiene este código ODS.
ORGANISATION_IN_USE = No se puede eliminar la organización: tiene puestos o citas asociados.

## Appointments

APPOINTMENT_STARTS_IN_PAST = La cita debe empezar en el futuro.
APPOINTMENT_ENDS_IN_PAST = La cita debe terminar en el futuro.
BOOKING_TOO_FAR = { $maximumAdvanceDays ->
    [one] La cita es demasiado lejana: debe empezar en un plazo de { $maximumAdvanceDays } día.
    [many] La cita es demasiado lejana: debe empezar en un plazo de { $maximumAdvanceDays } de días.
   *[other] La cita es demasiado lejana: debe empezar en un plazo de { $maximumAdvanceDays } días.
}
BOOKING_TOO_LONG = { $maximumMinutes ->
    [one] La cita es demasiado larga: puede durar como máximo { $maximumMinutes } minuto.
    [many] La cita es demasiado larga: puede durar como máximo { $maximumMinutes } de minutos.
   *[other] La cita es demasiado larga: puede durar como máximo { $maximumMinutes } minutos.
}
BOOKING_LIMIT_REACHED = { $maximum ->
    [one] Puede tener como máximo { $maximum } cita pendiente a la vez. Cancélela o reserve otra cuando haya pasado.
    [many] Puede tener como máximo { $maximum } de citas pendientes a la vez. Cancele una o reserve otra cuando haya pasado alguna.
   *[other] Puede tener como máximo { $maximum } citas pendientes a la vez. Cancele una o reserve otra cuando haya pasado alguna.
}
APPOINTMENT_ENDS_TOO_LATE = La cita debe terminar antes del año 10000.
APPOINTMENT_BEFORE_BIRTH = La cita es anterior a la fecha de nacimiento del paciente.
APPOINTMENT_DURATION_OUT_OF_RANGE = { $maximumMinutes ->
    [one] La cita debe durar entre { $minimumMinutes } y { $maximumMinutes } minuto.
    [many] La cita debe durar entre { $minimumMinutes } y { $maximumMinutes } de minutos.
   *[other] La cita debe durar entre { $minimumMinutes } y { $maximumMinutes } minutos.
}
APPOINTMENT_POSTCODE_MISSING = Falta el lugar: indique un código postal o una organización de la que tomarlo.
APPOINTMENT_CLINICIAN_BUSY = El profesional sanitario ya tiene una cita a esa hora.
APPOINTMENT_PATIENT_BUSY = El paciente ya tiene una cita a esa hora.
APPOINTMENT_ATTENDANCE_NOT_OPEN = Es demasiado pronto para registrar la asistencia: será posible a partir del { $opensAtLocal } ({ $timeZone }).
APPOINTMENT_ALREADY_ATTENDED = El paciente ya ha acudido a esta cita.
APPOINTMENT_ALREADY_CANCELLED = Esta cita ya se ha cancelado. Reserve otra en su lugar.
APPOINTMENT_ALREADY_MISSED = Esta cita ya ha terminado y el paciente no acudió. Reserve otra en su lugar.

## Accounts

ACCOUNT_CREDENTIALS_INVALID = Esta dirección de correo electrónico y esta contraseña no corresponden a ninguna cuenta activa. Compruebe ambas e inténtelo de nuevo.
ACCOUNT_DETAILS_NOT_RECOGNISED = No se ha podido abrir ninguna cuenta con estos datos. Compruébelos o pregunte en su centro de salud.
ACCOUNT_EMAIL_TAKEN = Otra cuenta ya tiene esta dirección de correo electrónico.
ACCOUNT_LAST_ADMIN = Es la última cuenta de administración activa: debe quedar al menos una.
ACCOUNT_PASSWORD_GUESSABLE = Esta contraseña se adivinaría pronto. Elija otra, por ejemplo unas cuantas palabras sin relación entre sí.
ACCOUNT_PASSWORD_TOO_LONG = { $maximum ->
    [one] La contraseña es demasiado larga: se permite { $maximum } carácter como máximo.
    [many] La contraseña es demasiado larga: se permiten { $maximum } de caracteres como máximo.
   *[other] La contraseña es demasiado larga: se permiten { $maximum } caracteres como máximo.
}
ACCOUNT_PASSWORD_TOO_SHORT = { $minimum ->
    [one] La contraseña es demasiado corta: necesita al menos { $minimum } carácter.
    [many] La contraseña es demasiado corta: necesita al menos { $minimum } de caracteres.
   *[other] La contraseña es demasiado corta: necesita al menos { $minimum } caracteres.
}
ACCOUNT_PASSWORD_WRONG = Esta no es la contraseña de su cuenta.
ACCOUNT_PATIENT_NOT_ALLOWED = Solo la cuenta de un paciente puede vincularse a la ficha de un paciente: no indique ningún paciente.
ACCOUNT_PATIENT_REQUIRED = La cuenta de un paciente debe vincularse a su ficha: indique de qué paciente se trata.
ACCOUNT_PATIENT_TAKEN = Otra cuenta ya pertenece a la ficha de este paciente.
ACCOUNT_REFRESH_TOKEN_INVALID = Esta sesión ha terminado. Vuelva a iniciar sesión.

## Estadísticas

STATISTICS_PERIOD_EMPTY = El período debe terminar después del día en que empieza.
STATISTICS_PERIOD_OUT_OF_RANGE = Las estadísticas abarcan los días del { $earliestLocal } al { $latestLocal }.
STATISTICS_HOUR_OUT_OF_RANGE = Una hora del día es un número del 0 al 23.
STATISTICS_TOO_MANY_BUCKETS = { $maximum ->
    [one] La respuesta tendría demasiadas filas: el límite es { $maximum }. Pida un período más corto, un intervalo más largo o menos grupos.
    [many] La respuesta tendría demasiadas filas: el límite es { $maximum }. Pida un período más corto, un intervalo más largo o menos grupos.
   *[other] La respuesta tendría demasiadas filas: el límite es { $maximum }. Pida un período más corto, un intervalo más largo o menos grupos.
}
STATISTICS_COST_OUT_OF_RANGE = { $maximum ->
    [one] El coste debe ser un importe de 0 a { $maximum }, con cuatro decimales como máximo.
    [many] El coste debe ser un importe de 0 a { $maximum }, con cuatro decimales como máximo.
   *[other] El coste debe ser un importe de 0 a { $maximum }, con cuatro decimales como máximo.
}
STATISTICS_COST_AMBIGUOUS = Indique el coste de una cita o el coste de una hora, pero no ambos.

## Import

IMPORT_ROW_MALFORMED = Esta fila no tiene la forma esperada: { $detail }
IMPORT_MEMBER_REPEATED = Este campo aparece más de una vez.
IMPORT_CONFLICT = Ya existe un registro distinto con la misma identidad; la importación nunca lo sobrescribe.
IMPORT_ID_INVALID = El identificador de la cita debe ser un UUID.
IMPORT_ID_NIL = El UUID nulo no identifica nada; dé al registro un UUID propio.
IMPORT_STATUS_UNKNOWN = El estado debe ser uno de los siguientes: active, attended, cancelled o missed.
IMPORT_DURATION_INVALID = La duración debe escribirse en horas y minutos, por ejemplo 15m, 1h o 1h30m.
IMPORT_PATIENT_UNKNOWN = No hay ningún paciente registrado ni importado con este número del NHS.
IMPORT_CLINICIAN_AMBIGUOUS = Varios profesionales sanitarios del departamento tienen exactamente este nombre.
IMPORT_NAME_AMBIGUOUS = Varios nombres registrados solo se diferencian de este en mayúsculas o en espacios exteriores: { $first }, { $second }. Escriba el nombre como uno de ellos.
IMPORT_MISSED_IN_FUTURE = Una cita que aún no ha terminado no puede constar como perdida.
IMPORT_ATTENDED_IN_FUTURE = Una cita que está en el futuro no puede constar como atendida.
