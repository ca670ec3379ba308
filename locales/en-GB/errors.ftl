# One message per error code; the message id is the code. See ARCHITECTURE.md, "Errors".

## General

NOT_FOUND = Nothing was found under this identifier.
VERSION_CONFLICT = This record was changed in the meantime: it is now at version { $currentVersion }. Load it again, then repeat your change.
UNAUTHENTICATED = You are not signed in, or your session has ended. Please sign in.
FORBIDDEN = Your account is not allowed to do this. If you need to, ask an administrator.
# Below a minute, `retryAfterMinutes` is 0, and the message shows seconds.
RATE_LIMITED = { $retryAfterMinutes ->
    [0] { $retryAfterSeconds ->
        [one] Too many requests: try again in { $retryAfterSeconds } second.
       *[other] Too many requests: try again in { $retryAfterSeconds } seconds.
    }
    [one] Too many requests: try again in { $retryAfterMinutes } minute.
   *[other] Too many requests: try again in { $retryAfterMinutes } minutes.
}
SERVICE_UNAVAILABLE = The service cannot answer at the moment. Please try again shortly.
INTERNAL = Sorry, something went wrong on our side. If you report it, please quote request { $requestId }.

## The GraphQL layer

GRAPHQL_PARSE_FAILED = The query is not a well-formed GraphQL document: { $detail }
GRAPHQL_VALIDATION_FAILED = The query does not fit the schema: { $detail }
BAD_USER_INPUT = This value is not of the expected kind.
QUERY_TOO_COMPLEX = The query asks for too much at once: { $detail }
OPERATION_NOT_ALLOWED = Only listed operations may be run here, and this is not one of them.
OPERATION_TEXT_DIFFERS = This operation differs from a listed one only in __typename fields, order, white space or comments. List the text as the client library sends it, or send the identifier of the listed one.
PERSISTED_QUERY_NOT_FOUND = No operation is listed under this identifier.
PERSISTED_QUERY_NOT_SUPPORTED = This server stores no operations: send the text of the query.

## HTTP

HTTP_BODY_INVALID = The request body must be a JSON object with a GraphQL query: { $detail }
HTTP_BODY_TOO_LARGE = { $maximumBytes ->
    [one] The request body is too large: at most { $maximumBytes } byte is accepted.
   *[other] The request body is too large: at most { $maximumBytes } bytes are accepted.
}
HTTP_HOST_INVALID = The request must name exactly one valid host in its Host header.
HTTP_METHOD_NOT_ALLOWED = This address does not accept this HTTP method.
HTTP_MISDIRECTED_REQUEST = This request is meant for another host. This server answers to localhost only.
HTTP_NOT_ACCEPTABLE = The answer cannot be given in any of the media types that the request accepts.
HTTP_NOT_FOUND = There is nothing at this address.
HTTP_REQUEST_TIMEOUT = The request did not arrive completely in time. Please send it again.
HTTP_UNSUPPORTED_CONTENT_ENCODING = The request must be sent without a content encoding such as gzip.
HTTP_UNSUPPORTED_MEDIA_TYPE = The request must be sent as application/json.

## Query parameters of a URL

PARAMETER_UNKNOWN = This address has no such parameter. Its parameters are: { $known }.
PARAMETER_REPEATED = This parameter may be given only once.
PARAMETER_MISSING = This parameter is missing.
PARAMETER_VALUE_UNKNOWN = This is not one of the values of this parameter, which are: { $allowed }.

## Values shared by all features

FIELD_REQUIRED = A value is required here.
ID_MALFORMED = This is not an identifier of the expected kind.
CURSOR_INVALID = This cursor does not belong to this list, its order or its filter.
PAGE_SIZE_OUT_OF_RANGE = { $maximum ->
    [one] A page holds between 0 and { $maximum } entry.
   *[other] A page holds between 0 and { $maximum } entries.
}
PAGE_DIRECTION_AMBIGUOUS = Request the first or the last entries of a list, not both.
TEXT_BLANK = This text must not be empty.
TEXT_TOO_LONG = { $maximum ->
    [one] This text is too long: at most { $maximum } character is allowed.
   *[other] This text is too long: at most { $maximum } characters are allowed.
}
TEXT_CONTROL_CHARACTER = This text contains an invisible control character, which is not allowed. Type the text instead of pasting it.
TEXT_BIDI_UNPAIRED = This text contains an unpaired mark for the direction of writing. Type the text instead of pasting it.
LIST_TOO_LONG = { $maximum ->
    [one] This list is too long: at most { $maximum } entry is allowed.
   *[other] This list is too long: at most { $maximum } entries are allowed.
}
DATE_INVALID = There is no such date. Write it as year, month and day, for example 1987-03-25.
TIMESTAMP_INVALID = This is not a point in time. Write it as in this example: 2026-06-30T09:30:00+01:00.
TIMESTAMP_WITHOUT_OFFSET = The offset from UTC is missing. Write it at the end, for example +01:00 or Z.
RANGE_ENDS_BEFORE_START = The range ends before it starts.
TIME_ZONE_UNKNOWN = This time zone is not known. Give its IANA name, for example Europe/London.
LOCALE_INVALID = This is not a language tag. Give one such as cy or en-GB.
EMAIL_INVALID = This is not a valid e-mail address.
PHONE_INVALID = This is not a valid telephone number. Numbers from outside the United Kingdom begin with + and the country code.
POSTCODE_INVALID = This is not a UK postcode. Write it in full, for example SW1A 1AA.
PHONE_EXTENSION = This telephone number has an extension. Give the number without it.

## Idempotency keys

IDEMPOTENCY_KEY_INVALID = { $maximum ->
    [one] An idempotency key has at least one and at most { $maximum } visible ASCII character, and no spaces.
   *[other] An idempotency key has at least one and at most { $maximum } visible ASCII characters, and no spaces.
}
IDEMPOTENCY_KEY_REUSED = This idempotency key was used for another input before. Send the very same input again, or choose a new key.

## Patients

PATIENT_NHS_NUMBER_FORMAT = The NHS number is invalid: it must have ten digits.
PATIENT_NHS_NUMBER_CHECKSUM = The NHS number is invalid: its check digit does not match.
PATIENT_NHS_NUMBER_REPEATED_DIGIT = The NHS number is invalid: a number of ten identical digits is never issued.
PATIENT_NHS_NUMBER_TAKEN = A patient with this NHS number is already registered.
PATIENT_DATE_OF_BIRTH_IN_FUTURE = The date of birth lies in the future.
PATIENT_DATE_OF_BIRTH_TOO_EARLY = The date of birth must not be before { $earliestLocal }.
PATIENT_HAS_APPOINTMENTS = { $appointments ->
    [one] The patient cannot be removed: { $appointments } appointment is recorded.
   *[other] The patient cannot be removed: { $appointments } appointments are recorded.
}
PATIENT_SEARCH_TOO_MANY_WORDS = { $maximum ->
    [one] Search for fewer words: at most { $maximum } word is allowed.
   *[other] Search for fewer words: at most { $maximum } words are allowed.
}

## Clinicians, departments and organisations

CLINICIAN_IN_USE = { $appointments ->
    [one] The clinician cannot be removed: { $appointments } appointment is recorded.
   *[other] The clinician cannot be removed: { $appointments } appointments are recorded.
}
CLINICIAN_POST_ENDS_BEFORE_START = The post ends before it starts.
CLINICIAN_POSTS_OVERLAP = Two posts at the same organisation overlap.
DEPARTMENT_CODE_INVALID = { $maximum ->
    [one] A department's code has at most { $maximum } character: only the letters A to Z, digits, hyphens and underscores.
   *[other] A department's code has at most { $maximum } characters: only the letters A to Z, digits, hyphens and underscores.
}
DEPARTMENT_CODE_TAKEN = Another department already has this code.
DEPARTMENT_NAME_TAKEN = Another department already has this name.
DEPARTMENT_IN_USE = The department cannot be removed: clinicians or appointments belong to it.
ORGANISATION_ODS_CODE_INVALID = This is not an ODS code: it has three to twelve letters A to Z and digits.
ORGANISATION_ODS_CODE_TAKEN = Another organisation already has this ODS code.
ORGANISATION_IN_USE = The organisation cannot be removed: posts or appointments belong to it.

## Appointments

APPOINTMENT_STARTS_IN_PAST = The appointment must start in the future.
APPOINTMENT_ENDS_IN_PAST = The appointment must end in the future.
BOOKING_TOO_FAR = { $maximumAdvanceDays ->
    [one] The appointment is too far ahead: it must start within { $maximumAdvanceDays } day.
   *[other] The appointment is too far ahead: it must start within { $maximumAdvanceDays } days.
}
BOOKING_TOO_LONG = { $maximumMinutes ->
    [one] The appointment is too long: it can last { $maximumMinutes } minute at most.
   *[other] The appointment is too long: it can last { $maximumMinutes } minutes at most.
}
BOOKING_LIMIT_REACHED = { $maximum ->
    [one] You can have { $maximum } active appointment at a time. Cancel it, or book another when it is over.
   *[other] You can have { $maximum } active appointments at a time. Cancel one, or book another when one is over.
}
APPOINTMENT_ENDS_TOO_LATE = The appointment must end before the year 10000.
APPOINTMENT_BEFORE_BIRTH = The appointment is before the patient's date of birth.
APPOINTMENT_DURATION_OUT_OF_RANGE = { $maximumMinutes ->
    [one] The appointment must last between { $minimumMinutes } and { $maximumMinutes } minute.
   *[other] The appointment must last between { $minimumMinutes } and { $maximumMinutes } minutes.
}
APPOINTMENT_POSTCODE_MISSING = The place is missing: give a postcode, or an organisation to take it from.
APPOINTMENT_CLINICIAN_BUSY = The clinician already has an appointment at that time.
APPOINTMENT_PATIENT_BUSY = The patient already has an appointment at that time.
APPOINTMENT_ATTENDANCE_NOT_OPEN = It is too early to record attendance: this is possible from { $opensAtLocal } ({ $timeZone }).
APPOINTMENT_ALREADY_ATTENDED = The patient has already attended this appointment.
APPOINTMENT_ALREADY_CANCELLED = This appointment has already been cancelled. Book another one instead.
APPOINTMENT_ALREADY_MISSED = This appointment has already ended and was missed. Book another one instead.

## Accounts

ACCOUNT_CREDENTIALS_INVALID = This e-mail address and password do not match an active account. Check both and try again.
ACCOUNT_DETAILS_NOT_RECOGNISED = No account could be opened with these details. Please check them, or ask your practice.
ACCOUNT_EMAIL_TAKEN = Another account already has this e-mail address.
ACCOUNT_LAST_ADMIN = This is the last active administrator: at least one must remain.
ACCOUNT_PASSWORD_GUESSABLE = This password would soon be guessed. Choose another, such as a few unrelated words.
ACCOUNT_PASSWORD_TOO_LONG = { $maximum ->
    [one] The password is too long: at most { $maximum } character is allowed.
   *[other] The password is too long: at most { $maximum } characters are allowed.
}
ACCOUNT_PASSWORD_TOO_SHORT = { $minimum ->
    [one] The password is too short: it needs at least { $minimum } character.
   *[other] The password is too short: it needs at least { $minimum } characters.
}
ACCOUNT_PASSWORD_WRONG = This is not the password of your account.
ACCOUNT_PATIENT_NOT_ALLOWED = Only a patient's account can be linked to a patient's record: leave the patient out.
ACCOUNT_PATIENT_REQUIRED = A patient's account must be linked to the patient's record: say which patient it is for.
ACCOUNT_PATIENT_TAKEN = Another account already belongs to this patient's record.
ACCOUNT_REFRESH_TOKEN_INVALID = This session has ended. Please sign in again.

## Statistics

STATISTICS_PERIOD_EMPTY = The period must end after the day on which it begins.
STATISTICS_PERIOD_OUT_OF_RANGE = Statistics cover the days from { $earliestLocal } to { $latestLocal }.
STATISTICS_HOUR_OUT_OF_RANGE = An hour of the day is a number from 0 to 23.
STATISTICS_TOO_MANY_BUCKETS = { $maximum ->
    [one] The answer would have too many rows: the limit is { $maximum }. Ask for a shorter period, a longer interval or fewer groups.
   *[other] The answer would have too many rows: the limit is { $maximum }. Ask for a shorter period, a longer interval or fewer groups.
}
STATISTICS_COST_OUT_OF_RANGE = { $maximum ->
    [one] The cost must be an amount from 0 to { $maximum }, with no more than four decimal places.
   *[other] The cost must be an amount from 0 to { $maximum }, with no more than four decimal places.
}
STATISTICS_COST_AMBIGUOUS = Give the cost of an appointment or the cost of an hour, not both.

## Import

IMPORT_ROW_MALFORMED = This row does not have the expected shape: { $detail }
IMPORT_MEMBER_REPEATED = This member is given more than once.
IMPORT_CONFLICT = A different record with the same identity already exists; the import never overwrites it.
IMPORT_ID_INVALID = The identifier of the appointment must be a UUID.
IMPORT_ID_NIL = The nil UUID identifies nothing; give the record a UUID of its own.
IMPORT_STATUS_UNKNOWN = The status must be one of active, attended, cancelled and missed.
IMPORT_DURATION_INVALID = The duration must be written in hours and minutes, for example 15m, 1h or 1h30m.
IMPORT_PATIENT_UNKNOWN = No patient with this NHS number is registered or imported.
IMPORT_CLINICIAN_AMBIGUOUS = Several clinicians of the department have exactly this name.
IMPORT_NAME_AMBIGUOUS = Several recorded names differ from this one only in case or outer spaces: { $first }, { $second }. Write the name as one of them.
IMPORT_MISSED_IN_FUTURE = An appointment that has not ended yet cannot have been missed.
IMPORT_ATTENDED_IN_FUTURE = An appointment that lies in the future cannot have been attended.
