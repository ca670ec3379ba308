# One message per error code; the message id is the code. See ARCHITECTURE.md, "Errors".

## General

NOT_FOUND = اس شناخت کنندہ کے تحت کچھ نہیں ملا۔
VERSION_CONFLICT = اس دوران کسی اور نے یہ ریکارڈ تبدیل کر دیا ہے: اب اس کا ورژن { $currentVersion } ہے۔ براہِ کرم اسے دوبارہ لوڈ کریں، پھر اپنی تبدیلی دہرائیں۔
UNAUTHENTICATED = آپ سائن اِن نہیں ہیں، یا آپ کا سیشن ختم ہو چکا ہے۔ براہِ کرم سائن اِن کریں۔
FORBIDDEN = آپ کے اکاؤنٹ کو اس کی اجازت نہیں ہے۔ اگر ضرورت ہو تو کسی منتظم سے رابطہ کریں۔
# Below a minute, `retryAfterMinutes` is 0, and the message shows seconds.
RATE_LIMITED = { $retryAfterMinutes ->
    [0] { $retryAfterSeconds ->
        [one] بہت زیادہ درخواستیں: { $retryAfterSeconds } سیکنڈ بعد دوبارہ کوشش کریں۔
       *[other] بہت زیادہ درخواستیں: { $retryAfterSeconds } سیکنڈ بعد دوبارہ کوشش کریں۔
    }
    [one] بہت زیادہ درخواستیں: { $retryAfterMinutes } منٹ بعد دوبارہ کوشش کریں۔
   *[other] بہت زیادہ درخواستیں: { $retryAfterMinutes } منٹ بعد دوبارہ کوشش کریں۔
}
SERVICE_UNAVAILABLE = سروس اس وقت جواب نہیں دے سکتی۔ براہِ کرم تھوڑی دیر بعد دوبارہ کوشش کریں۔
INTERNAL = معذرت، ہماری طرف سے کوئی خرابی ہو گئی ہے۔ اگر آپ اس کی اطلاع دیں تو براہِ کرم درخواست { $requestId } کا حوالہ دیں۔

## The GraphQL layer

GRAPHQL_PARSE_FAILED = یہ استفسار درست ساخت کی GraphQL دستاویز نہیں ہے: { $detail }
GRAPHQL_VALIDATION_FAILED = یہ استفسار اسکیما سے مطابقت نہیں رکھتا: { $detail }
BAD_USER_INPUT = یہ قدر متوقع قسم کی نہیں ہے۔
QUERY_TOO_COMPLEX = یہ استفسار ایک ہی بار میں بہت زیادہ مانگتا ہے: { $detail }
OPERATION_NOT_ALLOWED = یہاں صرف فہرست میں درج کارروائیاں چلائی جا سکتی ہیں، اور یہ ان میں سے نہیں ہے۔
OPERATION_TEXT_DIFFERS = یہ کارروائی فہرست میں درج ایک کارروائی سے صرف ‎__typename فیلڈز، ترتیب، خالی جگہوں یا تبصروں میں مختلف ہے۔ متن کو ویسے ہی فہرست میں درج کریں جیسے کلائنٹ لائبریری اسے بھیجتی ہے، یا درج شدہ کارروائی کا شناخت کنندہ بھیجیں۔
PERSISTED_QUERY_NOT_FOUND = اس شناخت کنندہ کے تحت کوئی کارروائی فہرست میں درج نہیں۔
PERSISTED_QUERY_NOT_SUPPORTED = یہاں کارروائیاں محفوظ نہیں رکھی جاتیں: استفسار کا متن بھیجیں۔

## HTTP

HTTP_BODY_INVALID = درخواست کا متن GraphQL استفسار پر مشتمل JSON آبجیکٹ ہونا چاہیے: { $detail }
HTTP_BODY_TOO_LARGE = { $maximumBytes ->
    [one] درخواست کا متن بہت بڑا ہے: زیادہ سے زیادہ { $maximumBytes } بائٹ قبول کیا جاتا ہے۔
   *[other] درخواست کا متن بہت بڑا ہے: زیادہ سے زیادہ { $maximumBytes } بائٹس قبول کیے جاتے ہیں۔
}
HTTP_HOST_INVALID = درخواست کے Host ہیڈر میں بالکل ایک درست ہوسٹ کا نام ہونا ضروری ہے۔
HTTP_METHOD_NOT_ALLOWED = یہ پتہ اس HTTP طریقے کو قبول نہیں کرتا۔
HTTP_MISDIRECTED_REQUEST = یہ درخواست کسی اور ہوسٹ کے لیے ہے۔ یہ سرور صرف localhost کے نام پر جواب دیتا ہے۔
HTTP_NOT_ACCEPTABLE = درخواست میڈیا کی جن اقسام کو قبول کرتی ہے، ان میں سے کسی میں جواب نہیں دیا جا سکتا۔
HTTP_NOT_FOUND = اس پتے پر کچھ موجود نہیں ہے۔
HTTP_REQUEST_TIMEOUT = درخواست وقت پر پوری موصول نہیں ہوئی۔ براہِ کرم اسے دوبارہ بھیجیں۔
HTTP_UNSUPPORTED_CONTENT_ENCODING = درخواست کو gzip جیسی کسی مواد انکوڈنگ کے بغیر بھیجنا ضروری ہے۔
HTTP_UNSUPPORTED_MEDIA_TYPE = درخواست کو application/json کی صورت میں بھیجنا ضروری ہے۔

## Query parameters of a URL

PARAMETER_UNKNOWN = اس پتے کا ایسا کوئی پیرامیٹر نہیں ہے۔ اس کے پیرامیٹر یہ ہیں: { $known }۔
PARAMETER_REPEATED = یہ پیرامیٹر صرف ایک بار دیا جا سکتا ہے۔
PARAMETER_MISSING = یہ پیرامیٹر موجود نہیں ہے۔
PARAMETER_VALUE_UNKNOWN = یہ اس پیرامیٹر کی قدروں میں سے نہیں ہے، جو یہ ہیں: { $allowed }۔

## Values shared by all features

FIELD_REQUIRED = یہاں ایک قدر درکار ہے۔
ID_MALFORMED = یہ متوقع قسم کا شناخت کنندہ نہیں ہے۔
CURSOR_INVALID = یہ کرسر اس فہرست، اس کی ترتیب یا اس کے فلٹر سے تعلق نہیں رکھتا۔
PAGE_SIZE_OUT_OF_RANGE = { $maximum ->
    [one] ایک صفحے پر 0 سے { $maximum } تک اندراج ہو سکتا ہے۔
   *[other] ایک صفحے پر 0 سے { $maximum } تک اندراجات ہو سکتے ہیں۔
}
PAGE_DIRECTION_AMBIGUOUS = فہرست کے ابتدائی یا آخری اندراجات میں سے ایک طلب کریں، دونوں نہیں۔
TEXT_BLANK = یہ متن خالی نہیں ہونا چاہیے۔
TEXT_TOO_LONG = { $maximum ->
    [one] یہ متن بہت طویل ہے: زیادہ سے زیادہ { $maximum } کیریکٹر کی اجازت ہے۔
   *[other] یہ متن بہت طویل ہے: زیادہ سے زیادہ { $maximum } کیریکٹرز کی اجازت ہے۔
}
TEXT_CONTROL_CHARACTER = اس متن میں ایک نظر نہ آنے والا کنٹرول کیریکٹر ہے، جس کی اجازت نہیں ہے۔ متن کو پیسٹ کرنے کے بجائے ٹائپ کریں۔
TEXT_BIDI_UNPAIRED = اس متن میں تحریر کی سمت کا ایک ایسا نشان ہے جس کا جوڑا موجود نہیں۔ متن کو پیسٹ کرنے کے بجائے ٹائپ کریں۔
LIST_TOO_LONG = { $maximum ->
    [one] یہ فہرست بہت طویل ہے: زیادہ سے زیادہ { $maximum } اندراج کی اجازت ہے۔
   *[other] یہ فہرست بہت طویل ہے: زیادہ سے زیادہ { $maximum } اندراجات کی اجازت ہے۔
}
DATE_INVALID = ایسی کوئی تاریخ نہیں ہے۔ اسے سال، مہینے اور دن کی ترتیب سے لکھیں، مثلاً ‎1987-03-25۔
TIMESTAMP_INVALID = یہ درست تاریخ اور وقت نہیں ہے۔ اسے اس مثال کی طرح لکھیں: ‎2026-06-30T09:30:00+01:00۔
TIMESTAMP_WITHOUT_OFFSET = وقت کا UTC سے فرق درج نہیں ہے۔ اسے آخر میں لکھیں، مثلاً ‎+01:00 یا Z۔
RANGE_ENDS_BEFORE_START = وقت کی حد شروع ہونے سے پہلے ختم ہو جاتی ہے۔
TIME_ZONE_UNKNOWN = یہ ٹائم زون معلوم نہیں ہے۔ اس کا IANA نام درج کریں، مثلاً Europe/London۔
LOCALE_INVALID = یہ زبان کا ٹیگ نہیں ہے۔ کوئی ٹیگ درج کریں جیسے cy یا en-GB۔
EMAIL_INVALID = یہ درست ای میل پتہ نہیں ہے۔
PHONE_INVALID = یہ درست ٹیلی فون نمبر نہیں ہے۔ برطانیہ سے باہر کے نمبر + اور ملک کے کوڈ سے شروع ہوتے ہیں۔
POSTCODE_INVALID = یہ برطانیہ کا پوسٹ کوڈ نہیں ہے۔ اسے مکمل لکھیں۔ درست مثال: ‎SW1A 1AA۔
PHONE_EXTENSION = اس ٹیلی فون نمبر کے ساتھ ایکسٹینشن ہے۔ براہِ کرم نمبر اس کے بغیر درج کریں۔

## Idempotency keys

IDEMPOTENCY_KEY_INVALID = { $maximum ->
    [one] تکرار سے تحفظ کی کلید (idempotency key) میں کم از کم ایک اور زیادہ سے زیادہ { $maximum } نظر آنے والا ASCII کیریکٹر ہو سکتا ہے، اور خالی جگہ نہیں ہو سکتی۔
   *[other] تکرار سے تحفظ کی کلید (idempotency key) میں کم از کم ایک اور زیادہ سے زیادہ { $maximum } نظر آنے والے ASCII کیریکٹرز ہو سکتے ہیں، اور خالی جگہ نہیں ہو سکتی۔
}
IDEMPOTENCY_KEY_REUSED = تکرار سے تحفظ کی یہ کلید (idempotency key) پہلے کسی اور معلومات کے ساتھ استعمال ہو چکی ہے۔ براہِ کرم بالکل وہی معلومات دوبارہ بھیجیں یا نئی کلید منتخب کریں۔

## Patients

PATIENT_NHS_NUMBER_FORMAT = یہ NHS نمبر درست نہیں ہے: اس میں دس ہندسے ہونے چاہییں۔
PATIENT_NHS_NUMBER_CHECKSUM = یہ NHS نمبر درست نہیں ہے: اس کا جانچ کا ہندسہ مطابقت نہیں رکھتا۔
PATIENT_NHS_NUMBER_REPEATED_DIGIT = یہ NHS نمبر درست نہیں ہے: دس یکساں ہندسوں والا نمبر کبھی جاری نہیں کیا جاتا۔
PATIENT_NHS_NUMBER_TAKEN = اس NHS نمبر کا حامل ایک مریض پہلے سے رجسٹرڈ ہے۔
PATIENT_DATE_OF_BIRTH_IN_FUTURE = تاریخِ پیدائش مستقبل میں ہے۔
PATIENT_DATE_OF_BIRTH_TOO_EARLY = تاریخِ پیدائش { $earliestLocal } سے پہلے کی نہیں ہونی چاہیے۔
PATIENT_HAS_APPOINTMENTS = { $appointments ->
    [one] مریض کو حذف نہیں کیا جا سکتا: { $appointments } اپائنٹمنٹ درج ہے۔
   *[other] مریض کو حذف نہیں کیا جا سکتا: { $appointments } اپائنٹمنٹس درج ہیں۔
}
PATIENT_SEARCH_TOO_MANY_WORDS = { $maximum ->
    [one] کم الفاظ تلاش کریں: زیادہ سے زیادہ { $maximum } لفظ کی اجازت ہے۔
   *[other] کم الفاظ تلاش کریں: زیادہ سے زیادہ { $maximum } الفاظ کی اجازت ہے۔
}

## Clinicians, departments and organisations

CLINICIAN_IN_USE = { $appointments ->
    [one] معالج کو حذف نہیں کیا جا سکتا: { $appointments } اپائنٹمنٹ درج ہے۔
   *[other] معالج کو حذف نہیں کیا جا سکتا: { $appointments } اپائنٹمنٹس درج ہیں۔
}
CLINICIAN_POST_ENDS_BEFORE_START = تعیناتی شروع ہونے سے پہلے ختم ہو جاتی ہے۔
CLINICIAN_POSTS_OVERLAP = ایک ہی ادارے میں دو تعیناتیوں کا وقت ایک دوسرے سے ٹکراتا ہے۔
DEPARTMENT_CODE_INVALID = { $maximum ->
    [one] شعبے کے کوڈ میں زیادہ سے زیادہ { $maximum } کیریکٹر ہو سکتا ہے: صرف A سے Z تک کے حروف، ہندسے، ہائفن اور انڈر اسکور۔
   *[other] شعبے کے کوڈ میں زیادہ سے زیادہ { $maximum } کیریکٹرز ہو سکتے ہیں: صرف A سے Z تک کے حروف، ہندسے، ہائفن اور انڈر اسکور۔
}
DEPARTMENT_CODE_TAKEN = یہ کوڈ پہلے سے کسی دوسرے شعبے کا ہے۔
DEPARTMENT_NAME_TAKEN = یہ نام پہلے سے کسی دوسرے شعبے کا ہے۔
DEPARTMENT_IN_USE = شعبے کو حذف نہیں کیا جا سکتا: معالجین یا اپائنٹمنٹس اس سے منسلک ہیں۔
ORGANISATION_ODS_CODE_INVALID = یہ ODS کوڈ نہیں ہے: اس میں A سے Z تک کے حروف اور ہندسے ہوتے ہیں، جن کی کل تعداد تین سے بارہ ہوتی ہے۔
ORGANISATION_ODS_CODE_TAKEN = یہ ODS کوڈ پہلے سے کسی دوسرے ادارے کا ہے۔
ORGANISATION_IN_USE = ادارے کو حذف نہیں کیا جا سکتا: تعیناتیاں یا اپائنٹمنٹس اس سے منسلک ہیں۔

## Appointments

APPOINTMENT_STARTS_IN_PAST = اپائنٹمنٹ کا آغاز مستقبل میں ہونا چاہیے۔
APPOINTMENT_ENDS_IN_PAST = اپائنٹمنٹ کا اختتام مستقبل میں ہونا چاہیے۔
BOOKING_TOO_FAR = { $maximumAdvanceDays ->
    [one] اپائنٹمنٹ بہت دور ہے: اس کا آغاز { $maximumAdvanceDays } دن کے اندر ہونا چاہیے۔
   *[other] اپائنٹمنٹ بہت دور ہے: اس کا آغاز { $maximumAdvanceDays } دن کے اندر ہونا چاہیے۔
}
BOOKING_TOO_LONG = { $maximumMinutes ->
    [one] اپائنٹمنٹ بہت طویل ہے: اس کا دورانیہ زیادہ سے زیادہ { $maximumMinutes } منٹ ہو سکتا ہے۔
   *[other] اپائنٹمنٹ بہت طویل ہے: اس کا دورانیہ زیادہ سے زیادہ { $maximumMinutes } منٹ ہو سکتا ہے۔
}
BOOKING_LIMIT_REACHED = { $maximum ->
    [one] ایک وقت میں آپ کی زیادہ سے زیادہ { $maximum } آنے والی اپائنٹمنٹ ہو سکتی ہے۔ براہِ کرم اسے منسوخ کریں، یا اس کے گزر جانے کے بعد نئی بک کریں۔
   *[other] ایک وقت میں آپ کی زیادہ سے زیادہ { $maximum } آنے والی اپائنٹمنٹس ہو سکتی ہیں۔ براہِ کرم ان میں سے ایک منسوخ کریں، یا کسی ایک کے گزر جانے کے بعد نئی بک کریں۔
}
APPOINTMENT_ENDS_TOO_LATE = اپائنٹمنٹ سال 10000 سے پہلے ختم ہونی چاہیے۔
APPOINTMENT_BEFORE_BIRTH = اپائنٹمنٹ مریض کی تاریخِ پیدائش سے پہلے کی ہے۔
APPOINTMENT_DURATION_OUT_OF_RANGE = { $maximumMinutes ->
    [one] اپائنٹمنٹ کا دورانیہ { $minimumMinutes } سے { $maximumMinutes } منٹ تک ہونا چاہیے۔
   *[other] اپائنٹمنٹ کا دورانیہ { $minimumMinutes } سے { $maximumMinutes } منٹ تک ہونا چاہیے۔
}
APPOINTMENT_POSTCODE_MISSING = مقام درج نہیں ہے: پوسٹ کوڈ درج کریں، یا کوئی ادارہ جس سے پوسٹ کوڈ لیا جائے۔
APPOINTMENT_CLINICIAN_BUSY = معالج کی اس وقت پہلے سے ایک اپائنٹمنٹ ہے۔
APPOINTMENT_PATIENT_BUSY = مریض کی اس وقت پہلے سے ایک اپائنٹمنٹ ہے۔
APPOINTMENT_ATTENDANCE_NOT_OPEN = حاضری درج کرنے کا وقت ابھی نہیں ہوا: یہ { $opensAtLocal } ({ $timeZone }) سے ممکن ہے۔
APPOINTMENT_ALREADY_ATTENDED = مریض اس اپائنٹمنٹ پر پہلے ہی حاضر ہو چکا ہے۔
APPOINTMENT_ALREADY_CANCELLED = یہ اپائنٹمنٹ پہلے ہی منسوخ ہو چکی ہے۔ اس کی جگہ کوئی اور بُک کریں۔
APPOINTMENT_ALREADY_MISSED = یہ اپائنٹمنٹ پہلے ہی ختم ہو چکی ہے اور مریض حاضر نہیں ہوا۔ اس کی جگہ کوئی اور بُک کریں۔

## Accounts

ACCOUNT_CREDENTIALS_INVALID = یہ ای میل پتہ اور پاس ورڈ کسی فعال اکاؤنٹ سے میل نہیں کھاتے۔ دونوں کو جانچیں اور دوبارہ کوشش کریں۔
ACCOUNT_DETAILS_NOT_RECOGNISED = ان تفصیلات کے ساتھ کوئی اکاؤنٹ نہیں کھولا جا سکا۔ انہیں جانچیں، یا اپنے کلینک سے پوچھیں۔
ACCOUNT_EMAIL_TAKEN = کسی دوسرے اکاؤنٹ کا پہلے ہی یہ ای میل پتہ ہے۔
ACCOUNT_LAST_ADMIN = یہ آخری فعال منتظم ہے: کم از کم ایک منتظم کا رہنا ضروری ہے۔
ACCOUNT_PASSWORD_GUESSABLE = یہ پاس ورڈ جلد ہی بوجھ لیا جائے گا۔ کوئی اور چنیں، مثلاً چند ایسے الفاظ جن کا آپس میں تعلق نہ ہو۔
ACCOUNT_PASSWORD_TOO_LONG = { $maximum ->
    [one] پاس ورڈ بہت لمبا ہے: زیادہ سے زیادہ { $maximum } کیریکٹر کی اجازت ہے۔
   *[other] پاس ورڈ بہت لمبا ہے: زیادہ سے زیادہ { $maximum } کیریکٹرز کی اجازت ہے۔
}
ACCOUNT_PASSWORD_TOO_SHORT = { $minimum ->
    [one] پاس ورڈ بہت چھوٹا ہے: کم از کم { $minimum } کیریکٹر درکار ہے۔
   *[other] پاس ورڈ بہت چھوٹا ہے: کم از کم { $minimum } کیریکٹرز درکار ہیں۔
}
ACCOUNT_PASSWORD_WRONG = یہ آپ کے اکاؤنٹ کا پاس ورڈ نہیں ہے۔
ACCOUNT_PATIENT_NOT_ALLOWED = مریض کے ریکارڈ سے صرف مریض کا اکاؤنٹ منسلک ہو سکتا ہے: مریض درج نہ کریں۔
ACCOUNT_PATIENT_REQUIRED = مریض کا اکاؤنٹ مریض کے ریکارڈ سے منسلک ہونا ضروری ہے: بتائیں کہ یہ کس مریض کے لیے ہے۔
ACCOUNT_PATIENT_TAKEN = اس مریض کے ریکارڈ سے پہلے ہی کوئی دوسرا اکاؤنٹ منسلک ہے۔
ACCOUNT_REFRESH_TOKEN_INVALID = یہ سیشن ختم ہو چکا ہے۔ براہِ کرم دوبارہ سائن اِن کریں۔

## اعداد و شمار

STATISTICS_PERIOD_EMPTY = مدت کا اختتام اس دن کے بعد ہونا چاہیے جس دن وہ شروع ہوتی ہے۔
STATISTICS_PERIOD_OUT_OF_RANGE = اعداد و شمار { $earliestLocal } سے { $latestLocal } تک کے دنوں کے لیے ہیں۔
STATISTICS_HOUR_OUT_OF_RANGE = دن کا گھنٹہ 0 سے 23 تک کا عدد ہوتا ہے۔
STATISTICS_TOO_MANY_BUCKETS = { $maximum ->
    [one] جواب میں قطاریں بہت زیادہ ہوں گی: حد { $maximum } ہے۔ مختصر مدت، طویل وقفہ یا کم گروہ طلب کریں۔
   *[other] جواب میں قطاریں بہت زیادہ ہوں گی: حد { $maximum } ہے۔ مختصر مدت، طویل وقفہ یا کم گروہ طلب کریں۔
}
STATISTICS_COST_OUT_OF_RANGE = { $maximum ->
    [one] لاگت 0 سے { $maximum } تک کی رقم ہونی چاہیے، جس میں زیادہ سے زیادہ چار اعشاری ہندسے ہوں۔
   *[other] لاگت 0 سے { $maximum } تک کی رقم ہونی چاہیے، جس میں زیادہ سے زیادہ چار اعشاری ہندسے ہوں۔
}
STATISTICS_COST_AMBIGUOUS = اپائنٹمنٹ کی لاگت یا گھنٹے کی لاگت میں سے ایک دیں، دونوں نہیں۔

## Import

IMPORT_ROW_MALFORMED = یہ قطار متوقع شکل میں نہیں ہے: { $detail }
IMPORT_MEMBER_REPEATED = یہ فیلڈ ایک سے زیادہ بار دیا گیا ہے۔
IMPORT_CONFLICT = اسی شناخت کا ایک مختلف ریکارڈ پہلے سے موجود ہے؛ درآمد اسے کبھی تبدیل نہیں کرتی۔
IMPORT_ID_INVALID = اپائنٹمنٹ کا شناخت کنندہ UUID ہونا چاہیے۔
IMPORT_STATUS_UNKNOWN = حیثیت ان میں سے ایک ہونی چاہیے: active،‏ attended،‏ cancelled یا missed۔
IMPORT_DURATION_INVALID = دورانیہ گھنٹوں اور منٹوں میں لکھا جانا چاہیے، مثلاً 15m،‏ 1h یا 1h30m۔
IMPORT_ID_NIL = صفر UUID کسی چیز کی شناخت نہیں کرتا؛ ریکارڈ کو اس کا اپنا UUID دیں۔
IMPORT_PATIENT_UNKNOWN = اس NHS نمبر کا کوئی مریض نہ رجسٹرڈ ہے اور نہ درآمد کیا گیا ہے۔
IMPORT_CLINICIAN_AMBIGUOUS = اس شعبے کے کئی معالجین کا بالکل یہی نام ہے۔
IMPORT_NAME_AMBIGUOUS = کئی درج شدہ نام اس سے صرف حروف کی بڑی چھوٹی شکل یا بیرونی خالی جگہوں میں مختلف ہیں: { $first }، { $second }۔ نام کو ان میں سے کسی ایک کی طرح لکھیں۔
IMPORT_MISSED_IN_FUTURE = جو اپائنٹمنٹ ابھی ختم نہیں ہوئی، اسے چھوٹی ہوئی قرار نہیں دیا جا سکتا۔
IMPORT_ATTENDED_IN_FUTURE = جو اپائنٹمنٹ مستقبل میں ہے، اس پر حاضری نہیں ہو سکتی۔
