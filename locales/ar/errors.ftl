# One message per error code; the message id is the code. See ARCHITECTURE.md, "Errors".

## General

NOT_FOUND = لم يُعثر على أي شيء بهذا المعرّف.
VERSION_CONFLICT = عدّل شخص آخر هذا السجل في هذه الأثناء: إصداره الحالي هو { $currentVersion }. يُرجى تحميله من جديد ثم إعادة إجراء التعديل.
UNAUTHENTICATED = لم يتم تسجيل الدخول، أو انتهت الجلسة. يُرجى تسجيل الدخول.
FORBIDDEN = لا يملك هذا الحساب صلاحية القيام بذلك. عند الحاجة، يُرجى التواصل مع أحد المسؤولين.
# Below a minute, `retryAfterMinutes` is 0, and the message shows seconds.
RATE_LIMITED = { $retryAfterMinutes ->
    [0] { $retryAfterSeconds ->
        [zero] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد { $retryAfterSeconds } ثانية.
        [one] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد ثانية واحدة ({ $retryAfterSeconds }).
        [two] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد ثانيتين ({ $retryAfterSeconds }).
        [few] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد { $retryAfterSeconds } ثوانٍ.
        [many] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد { $retryAfterSeconds } ثانية.
       *[other] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد { $retryAfterSeconds } ثانية.
    }
    [zero] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد { $retryAfterMinutes } دقيقة.
    [one] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد دقيقة واحدة ({ $retryAfterMinutes }).
    [two] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد دقيقتين ({ $retryAfterMinutes }).
    [few] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد { $retryAfterMinutes } دقائق.
    [many] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد { $retryAfterMinutes } دقيقة.
   *[other] طلبات كثيرة جدًا: يُرجى إعادة المحاولة بعد { $retryAfterMinutes } دقيقة.
}
SERVICE_UNAVAILABLE = لا يمكن للخدمة الاستجابة في الوقت الحالي. يُرجى المحاولة مرة أخرى بعد قليل.
INTERNAL = عذرًا، حدث خطأ من جانبنا. عند الإبلاغ عنه، يُرجى ذكر رقم الطلب { $requestId }.

## The GraphQL layer

GRAPHQL_PARSE_FAILED = الاستعلام ليس مستند GraphQL سليم الصياغة: { $detail }
GRAPHQL_VALIDATION_FAILED = الاستعلام لا يتوافق مع المخطط: { $detail }
BAD_USER_INPUT = هذه القيمة ليست من النوع المتوقع.
QUERY_TOO_COMPLEX = يطلب الاستعلام قدرًا كبيرًا جدًا من البيانات دفعة واحدة: { $detail }
OPERATION_NOT_ALLOWED = لا يمكن هنا تنفيذ سوى العمليات المدرجة في القائمة، وهذه ليست إحداها.
OPERATION_TEXT_DIFFERS = لا تختلف هذه العملية عن عملية مدرجة في القائمة إلا في حقول ‎__typename أو الترتيب أو المسافات أو التعليقات. يُرجى إدراج النص كما ترسله مكتبة العميل، أو إرسال معرّف العملية المدرجة.
PERSISTED_QUERY_NOT_FOUND = لا توجد في القائمة عملية بهذا المعرّف.
PERSISTED_QUERY_NOT_SUPPORTED = لا تُحفظ العمليات هنا: يُرجى إرسال نص الاستعلام.

## HTTP

HTTP_BODY_INVALID = يجب أن يكون نص الطلب كائن JSON يحتوي على استعلام GraphQL: { $detail }
HTTP_BODY_TOO_LARGE = { $maximumBytes ->
    [zero] نص الطلب كبير جدًا: الحد الأقصى المقبول هو { $maximumBytes } بايت.
    [one] نص الطلب كبير جدًا: الحد الأقصى المقبول هو بايت واحد ({ $maximumBytes }).
    [two] نص الطلب كبير جدًا: الحد الأقصى المقبول هو بايتان ({ $maximumBytes }).
    [few] نص الطلب كبير جدًا: الحد الأقصى المقبول هو { $maximumBytes } بايتات.
    [many] نص الطلب كبير جدًا: الحد الأقصى المقبول هو { $maximumBytes } بايتًا.
   *[other] نص الطلب كبير جدًا: الحد الأقصى المقبول هو { $maximumBytes } بايت.
}
HTTP_HOST_INVALID = يجب أن يحدد الطلب مضيفًا واحدًا صالحًا في ترويسة Host.
HTTP_METHOD_NOT_ALLOWED = لا يقبل هذا العنوان طريقة HTTP هذه.
HTTP_MISDIRECTED_REQUEST = هذا الطلب موجَّه إلى مضيف آخر. لا يستجيب هذا الخادم إلا للاسم localhost.
HTTP_NOT_ACCEPTABLE = لا يمكن تقديم الرد بأي نوع من أنواع الوسائط التي يقبلها الطلب.
HTTP_NOT_FOUND = لا يوجد شيء في هذا العنوان.
HTTP_REQUEST_TIMEOUT = لم يصل الطلب كاملًا في الوقت المحدد. يُرجى إرساله مرة أخرى.
HTTP_UNSUPPORTED_CONTENT_ENCODING = يجب إرسال الطلب من دون ترميز للمحتوى مثل gzip.
HTTP_UNSUPPORTED_MEDIA_TYPE = يجب إرسال الطلب بصيغة application/json.

## Query parameters of a URL

PARAMETER_UNKNOWN = لا يوجد معامل بهذا الاسم في هذا العنوان. معاملاته هي: { $known }.
PARAMETER_REPEATED = لا يمكن إدخال هذا المعامل إلا مرة واحدة.
PARAMETER_MISSING = هذا المعامل مفقود.
PARAMETER_VALUE_UNKNOWN = هذه ليست إحدى قيم هذا المعامل، وهي: { $allowed }.

## Values shared by all features

FIELD_REQUIRED = يلزم إدخال قيمة هنا.
ID_MALFORMED = هذا ليس معرّفًا من النوع المتوقع.
CURSOR_INVALID = لا يخص هذا المؤشر هذه القائمة أو ترتيبها أو عامل تصفيتها.
PAGE_SIZE_OUT_OF_RANGE = { $maximum ->
    [zero] تضم الصفحة من 0 إلى { $maximum } عنصر.
    [one] تضم الصفحة من 0 إلى عنصر واحد ({ $maximum }).
    [two] تضم الصفحة من 0 إلى عنصرين ({ $maximum }).
    [few] تضم الصفحة من 0 إلى { $maximum } عناصر.
    [many] تضم الصفحة من 0 إلى { $maximum } عنصرًا.
   *[other] تضم الصفحة من 0 إلى { $maximum } عنصر.
}
PAGE_DIRECTION_AMBIGUOUS = يُرجى طلب العناصر الأولى من القائمة أو العناصر الأخيرة منها، وليس كلتيهما.
TEXT_BLANK = يجب ألا يكون هذا النص فارغًا.
TEXT_TOO_LONG = { $maximum ->
    [zero] هذا النص طويل جدًا: الحد الأقصى المسموح به هو { $maximum } محرف.
    [one] هذا النص طويل جدًا: الحد الأقصى المسموح به هو محرف واحد ({ $maximum }).
    [two] هذا النص طويل جدًا: الحد الأقصى المسموح به هو محرفان ({ $maximum }).
    [few] هذا النص طويل جدًا: الحد الأقصى المسموح به هو { $maximum } محارف.
    [many] هذا النص طويل جدًا: الحد الأقصى المسموح به هو { $maximum } محرفًا.
   *[other] هذا النص طويل جدًا: الحد الأقصى المسموح به هو { $maximum } محرف.
}
TEXT_CONTROL_CHARACTER = يحتوي هذا النص على محرف تحكم غير مرئي، وهذا غير مسموح به. يُرجى كتابة النص بدلًا من لصقه.
TEXT_BIDI_UNPAIRED = يحتوي هذا النص على علامة لاتجاه الكتابة من دون العلامة المقابلة لها. يُرجى كتابة النص بدلًا من لصقه.
LIST_TOO_LONG = { $maximum ->
    [zero] هذه القائمة طويلة جدًا: الحد الأقصى المسموح به هو { $maximum } عنصر.
    [one] هذه القائمة طويلة جدًا: الحد الأقصى المسموح به هو عنصر واحد ({ $maximum }).
    [two] هذه القائمة طويلة جدًا: الحد الأقصى المسموح به هو عنصران ({ $maximum }).
    [few] هذه القائمة طويلة جدًا: الحد الأقصى المسموح به هو { $maximum } عناصر.
    [many] هذه القائمة طويلة جدًا: الحد الأقصى المسموح به هو { $maximum } عنصرًا.
   *[other] هذه القائمة طويلة جدًا: الحد الأقصى المسموح به هو { $maximum } عنصر.
}
DATE_INVALID = لا يوجد تاريخ كهذا. يُرجى كتابته بترتيب السنة والشهر واليوم، مثل ‎1987-03-25.
TIMESTAMP_INVALID = هذا ليس تاريخًا ووقتًا صالحين. يُرجى الكتابة كما في هذا المثال: ‎2026-06-30T09:30:00+01:00.
TIMESTAMP_WITHOUT_OFFSET = فرق التوقيت عن UTC غير مذكور. يُرجى كتابته في النهاية، مثل ‎+01:00 أو Z.
RANGE_ENDS_BEFORE_START = ينتهي النطاق قبل أن يبدأ.
TIME_ZONE_UNKNOWN = هذه المنطقة الزمنية غير معروفة. يُرجى إدخال اسمها في IANA، مثل Europe/London.
LOCALE_INVALID = هذا ليس رمز لغة. يُرجى إدخال رمز مثل cy أو en-GB.
EMAIL_INVALID = هذا ليس عنوان بريد إلكتروني صالحًا.
PHONE_INVALID = هذا ليس رقم هاتف صالحًا. تبدأ الأرقام من خارج المملكة المتحدة بالعلامة + ثم رمز البلد.
POSTCODE_INVALID = هذا ليس رمزًا بريديًا في المملكة المتحدة. يُرجى كتابته كاملًا. مثال صحيح: ‎SW1A 1AA.
PHONE_EXTENSION = يتضمن رقم الهاتف تحويلة. يُرجى إدخال الرقم بدونها.

## Idempotency keys

IDEMPOTENCY_KEY_INVALID = { $maximum ->
    [zero] يتكوّن مفتاح منع التكرار (idempotency key) من محرف واحد على الأقل ومن دون مسافات، والحد الأقصى لطوله هو { $maximum } محرف مرئي من محارف ASCII.
    [one] يتكوّن مفتاح منع التكرار (idempotency key) من محرف واحد على الأقل ومن دون مسافات، والحد الأقصى لطوله هو محرف مرئي واحد من محارف ASCII ({ $maximum }).
    [two] يتكوّن مفتاح منع التكرار (idempotency key) من محرف واحد على الأقل ومن دون مسافات، والحد الأقصى لطوله هو محرفان مرئيان من محارف ASCII ({ $maximum }).
    [few] يتكوّن مفتاح منع التكرار (idempotency key) من محرف واحد على الأقل ومن دون مسافات، والحد الأقصى لطوله هو { $maximum } محارف مرئية من محارف ASCII.
    [many] يتكوّن مفتاح منع التكرار (idempotency key) من محرف واحد على الأقل ومن دون مسافات، والحد الأقصى لطوله هو { $maximum } محرفًا مرئيًا من محارف ASCII.
   *[other] يتكوّن مفتاح منع التكرار (idempotency key) من محرف واحد على الأقل ومن دون مسافات، والحد الأقصى لطوله هو { $maximum } محرف مرئي من محارف ASCII.
}
IDEMPOTENCY_KEY_REUSED = سبق استخدام مفتاح منع التكرار هذا (idempotency key) مع بيانات أخرى. يُرجى إرسال البيانات نفسها تمامًا من جديد أو اختيار مفتاح جديد.

## Patients

PATIENT_NHS_NUMBER_FORMAT = رقم NHS غير صالح: يجب أن يتألف من عشرة أرقام.
PATIENT_NHS_NUMBER_CHECKSUM = رقم NHS غير صالح: رقم التحقق فيه غير مطابق.
PATIENT_NHS_NUMBER_REPEATED_DIGIT = رقم NHS غير صالح: لا يُصدَر أبدًا رقم من عشرة أرقام متماثلة.
PATIENT_NHS_NUMBER_TAKEN = يوجد بالفعل مريض مسجَّل برقم NHS هذا.
PATIENT_DATE_OF_BIRTH_IN_FUTURE = تاريخ الميلاد يقع في المستقبل.
PATIENT_DATE_OF_BIRTH_TOO_EARLY = يجب ألا يكون تاريخ الميلاد قبل { $earliestLocal }.
PATIENT_HAS_APPOINTMENTS = { $appointments ->
    [zero] لا يمكن حذف المريض: عدد المواعيد المسجَّلة { $appointments }.
    [one] لا يمكن حذف المريض: يوجد موعد واحد مسجَّل ({ $appointments }).
    [two] لا يمكن حذف المريض: يوجد موعدان مسجَّلان ({ $appointments }).
    [few] لا يمكن حذف المريض: توجد { $appointments } مواعيد مسجَّلة.
    [many] لا يمكن حذف المريض: يوجد { $appointments } موعدًا مسجَّلًا.
   *[other] لا يمكن حذف المريض: يوجد { $appointments } موعد مسجَّل.
}
PATIENT_SEARCH_TOO_MANY_WORDS = { $maximum ->
    [zero] يُرجى البحث بعدد أقل من الكلمات: الحد الأقصى المسموح به هو { $maximum } كلمة.
    [one] يُرجى البحث بعدد أقل من الكلمات: الحد الأقصى المسموح به هو كلمة واحدة ({ $maximum }).
    [two] يُرجى البحث بعدد أقل من الكلمات: الحد الأقصى المسموح به هو كلمتان ({ $maximum }).
    [few] يُرجى البحث بعدد أقل من الكلمات: الحد الأقصى المسموح به هو { $maximum } كلمات.
    [many] يُرجى البحث بعدد أقل من الكلمات: الحد الأقصى المسموح به هو { $maximum } كلمة.
   *[other] يُرجى البحث بعدد أقل من الكلمات: الحد الأقصى المسموح به هو { $maximum } كلمة.
}

## Clinicians, departments and organisations

CLINICIAN_IN_USE = { $appointments ->
    [zero] لا يمكن حذف الممارس الصحي: عدد المواعيد المسجَّلة { $appointments }.
    [one] لا يمكن حذف الممارس الصحي: يوجد موعد واحد مسجَّل ({ $appointments }).
    [two] لا يمكن حذف الممارس الصحي: يوجد موعدان مسجَّلان ({ $appointments }).
    [few] لا يمكن حذف الممارس الصحي: توجد { $appointments } مواعيد مسجَّلة.
    [many] لا يمكن حذف الممارس الصحي: يوجد { $appointments } موعدًا مسجَّلًا.
   *[other] لا يمكن حذف الممارس الصحي: يوجد { $appointments } موعد مسجَّل.
}
CLINICIAN_POST_ENDS_BEFORE_START = تنتهي الوظيفة قبل أن تبدأ.
CLINICIAN_POSTS_OVERLAP = تتداخل فترتا وظيفتين في المؤسسة نفسها.
DEPARTMENT_CODE_INVALID = { $maximum ->
    [zero] الحد الأقصى لطول رمز القسم هو { $maximum } محرف: لا يُسمح إلا بالحروف اللاتينية من A إلى Z والأرقام والشرطات والشرطات السفلية.
    [one] الحد الأقصى لطول رمز القسم هو محرف واحد ({ $maximum }): لا يُسمح إلا بالحروف اللاتينية من A إلى Z والأرقام والشرطات والشرطات السفلية.
    [two] الحد الأقصى لطول رمز القسم هو محرفان ({ $maximum }): لا يُسمح إلا بالحروف اللاتينية من A إلى Z والأرقام والشرطات والشرطات السفلية.
    [few] الحد الأقصى لطول رمز القسم هو { $maximum } محارف: لا يُسمح إلا بالحروف اللاتينية من A إلى Z والأرقام والشرطات والشرطات السفلية.
    [many] الحد الأقصى لطول رمز القسم هو { $maximum } محرفًا: لا يُسمح إلا بالحروف اللاتينية من A إلى Z والأرقام والشرطات والشرطات السفلية.
   *[other] الحد الأقصى لطول رمز القسم هو { $maximum } محرف: لا يُسمح إلا بالحروف اللاتينية من A إلى Z والأرقام والشرطات والشرطات السفلية.
}
DEPARTMENT_CODE_TAKEN = هذا الرمز مستخدَم بالفعل لقسم آخر.
DEPARTMENT_NAME_TAKEN = هذا الاسم مستخدَم بالفعل لقسم آخر.
DEPARTMENT_IN_USE = لا يمكن حذف القسم: يتبعه ممارسون صحيون أو مواعيد.
ORGANISATION_ODS_CODE_INVALID = هذا ليس رمز ODS: يتألف هذا الرمز من ثلاث إلى اثنتي عشرة خانة من الحروف اللاتينية من A إلى Z والأرقام.
ORGANISATION_ODS_CODE_TAKEN = رمز ODS هذا مستخدَم بالفعل لمؤسسة أخرى.
ORGANISATION_IN_USE = لا يمكن حذف المؤسسة: تتبعها وظائف أو مواعيد.

## Appointments

APPOINTMENT_STARTS_IN_PAST = يجب أن يبدأ الموعد في المستقبل.
APPOINTMENT_ENDS_IN_PAST = يجب أن ينتهي الموعد في المستقبل.
BOOKING_TOO_FAR = { $maximumAdvanceDays ->
    [zero] الموعد بعيد جدًا: يجب أن يبدأ خلال { $maximumAdvanceDays } يوم.
    [one] الموعد بعيد جدًا: يجب أن يبدأ خلال يوم واحد ({ $maximumAdvanceDays }).
    [two] الموعد بعيد جدًا: يجب أن يبدأ خلال يومين ({ $maximumAdvanceDays }).
    [few] الموعد بعيد جدًا: يجب أن يبدأ خلال { $maximumAdvanceDays } أيام.
    [many] الموعد بعيد جدًا: يجب أن يبدأ خلال { $maximumAdvanceDays } يومًا.
   *[other] الموعد بعيد جدًا: يجب أن يبدأ خلال { $maximumAdvanceDays } يوم.
}
BOOKING_TOO_LONG = { $maximumMinutes ->
    [zero] الموعد طويل جدًا: أقصى مدة له هي { $maximumMinutes } دقيقة.
    [one] الموعد طويل جدًا: أقصى مدة له هي دقيقة واحدة ({ $maximumMinutes }).
    [two] الموعد طويل جدًا: أقصى مدة له هي دقيقتان ({ $maximumMinutes }).
    [few] الموعد طويل جدًا: أقصى مدة له هي { $maximumMinutes } دقائق.
    [many] الموعد طويل جدًا: أقصى مدة له هي { $maximumMinutes } دقيقة.
   *[other] الموعد طويل جدًا: أقصى مدة له هي { $maximumMinutes } دقيقة.
}
BOOKING_LIMIT_REACHED = { $maximum ->
    [zero] أقصى عدد من المواعيد القادمة في الوقت نفسه هو { $maximum } موعد. يُرجى إلغاء أحدها أو الحجز بعد انقضاء أحدها.
    [one] أقصى عدد من المواعيد القادمة في الوقت نفسه هو موعد واحد ({ $maximum }). يُرجى إلغاؤه أو الحجز بعد انقضائه.
    [two] أقصى عدد من المواعيد القادمة في الوقت نفسه هو موعدان ({ $maximum }). يُرجى إلغاء أحدهما أو الحجز بعد انقضاء أحدهما.
    [few] أقصى عدد من المواعيد القادمة في الوقت نفسه هو { $maximum } مواعيد. يُرجى إلغاء أحدها أو الحجز بعد انقضاء أحدها.
    [many] أقصى عدد من المواعيد القادمة في الوقت نفسه هو { $maximum } موعدًا. يُرجى إلغاء أحدها أو الحجز بعد انقضاء أحدها.
   *[other] أقصى عدد من المواعيد القادمة في الوقت نفسه هو { $maximum } موعد. يُرجى إلغاء أحدها أو الحجز بعد انقضاء أحدها.
}
APPOINTMENT_ENDS_TOO_LATE = يجب أن ينتهي الموعد قبل عام 10000.
APPOINTMENT_BEFORE_BIRTH = الموعد يسبق تاريخ ميلاد المريض.
APPOINTMENT_DURATION_OUT_OF_RANGE = { $maximumMinutes ->
    [zero] يجب أن تكون مدة الموعد من { $minimumMinutes } إلى { $maximumMinutes } دقيقة.
    [one] يجب أن تكون مدة الموعد من { $minimumMinutes } إلى دقيقة واحدة ({ $maximumMinutes }).
    [two] يجب أن تكون مدة الموعد من { $minimumMinutes } إلى دقيقتين ({ $maximumMinutes }).
    [few] يجب أن تكون مدة الموعد من { $minimumMinutes } إلى { $maximumMinutes } دقائق.
    [many] يجب أن تكون مدة الموعد من { $minimumMinutes } إلى { $maximumMinutes } دقيقة.
   *[other] يجب أن تكون مدة الموعد من { $minimumMinutes } إلى { $maximumMinutes } دقيقة.
}
APPOINTMENT_POSTCODE_MISSING = المكان غير مذكور: يُرجى إدخال رمز بريدي، أو مؤسسة يؤخذ منها.
APPOINTMENT_CLINICIAN_BUSY = لدى الممارس الصحي موعد آخر في ذلك الوقت.
APPOINTMENT_PATIENT_BUSY = لدى المريض موعد آخر في ذلك الوقت.
APPOINTMENT_ATTENDANCE_NOT_OPEN = لا يزال الوقت مبكرًا لتسجيل الحضور: يمكن ذلك ابتداءً من { $opensAtLocal } ({ $timeZone }).
APPOINTMENT_ALREADY_ATTENDED = سبق أن حضر المريض هذا الموعد.
APPOINTMENT_ALREADY_CANCELLED = سبق إلغاء هذا الموعد. يُرجى حجز موعد آخر بدلًا منه.
APPOINTMENT_ALREADY_MISSED = انتهى هذا الموعد بالفعل ولم يحضره المريض. يُرجى حجز موعد آخر بدلًا منه.

## Accounts

ACCOUNT_CREDENTIALS_INVALID = عنوان البريد الإلكتروني وكلمة المرور لا يطابقان أي حساب نشط. يُرجى التحقق منهما ثم إعادة المحاولة.
ACCOUNT_DETAILS_NOT_RECOGNISED = تعذّر فتح حساب بهذه البيانات. يُرجى التحقق منها أو سؤال العيادة.
ACCOUNT_EMAIL_TAKEN = يوجد حساب آخر بعنوان البريد الإلكتروني هذا.
ACCOUNT_LAST_ADMIN = هذا آخر مسؤول نشط: يجب أن يبقى مسؤول واحد على الأقل.
ACCOUNT_PASSWORD_GUESSABLE = يسهل تخمين كلمة المرور هذه. يُرجى اختيار غيرها، مثل بضع كلمات لا علاقة بينها.
ACCOUNT_PASSWORD_TOO_LONG = { $maximum ->
    [zero] كلمة المرور طويلة جدًا: يُسمح بـ { $maximum } محرف على الأكثر.
    [one] كلمة المرور طويلة جدًا: يُسمح بمحرف واحد ({ $maximum }) على الأكثر.
    [two] كلمة المرور طويلة جدًا: يُسمح بمحرفين ({ $maximum }) على الأكثر.
    [few] كلمة المرور طويلة جدًا: يُسمح بـ { $maximum } محارف على الأكثر.
    [many] كلمة المرور طويلة جدًا: يُسمح بـ { $maximum } محرفًا على الأكثر.
   *[other] كلمة المرور طويلة جدًا: يُسمح بـ { $maximum } محرف على الأكثر.
}
ACCOUNT_PASSWORD_TOO_SHORT = { $minimum ->
    [zero] كلمة المرور قصيرة جدًا: تحتاج إلى { $minimum } محرف على الأقل.
    [one] كلمة المرور قصيرة جدًا: تحتاج إلى محرف واحد ({ $minimum }) على الأقل.
    [two] كلمة المرور قصيرة جدًا: تحتاج إلى محرفين ({ $minimum }) على الأقل.
    [few] كلمة المرور قصيرة جدًا: تحتاج إلى { $minimum } محارف على الأقل.
    [many] كلمة المرور قصيرة جدًا: تحتاج إلى { $minimum } محرفًا على الأقل.
   *[other] كلمة المرور قصيرة جدًا: تحتاج إلى { $minimum } محرف على الأقل.
}
ACCOUNT_PASSWORD_WRONG = هذه ليست كلمة مرور هذا الحساب.
ACCOUNT_PATIENT_NOT_ALLOWED = لا يمكن ربط سجل مريض إلا بحساب مريض: يُرجى عدم تحديد مريض.
ACCOUNT_PATIENT_REQUIRED = يجب ربط حساب المريض بسجله: يُرجى تحديد المريض صاحب الحساب.
ACCOUNT_PATIENT_TAKEN = يوجد حساب آخر مرتبط بسجل هذا المريض.
ACCOUNT_REFRESH_TOKEN_INVALID = انتهت هذه الجلسة. يُرجى تسجيل الدخول من جديد.

## الإحصاءات

STATISTICS_PERIOD_EMPTY = يجب أن تنتهي الفترة بعد اليوم الذي تبدأ فيه.
STATISTICS_PERIOD_OUT_OF_RANGE = تشمل الإحصاءات الأيام من { $earliestLocal } إلى { $latestLocal }.
STATISTICS_HOUR_OUT_OF_RANGE = ساعة اليوم عدد من 0 إلى 23.
STATISTICS_TOO_MANY_BUCKETS = { $maximum ->
    [zero] ستحتوي الإجابة على صفوف أكثر من اللازم: الحد الأقصى هو { $maximum }. يُرجى طلب فترة أقصر أو فاصل زمني أطول أو مجموعات أقل.
    [one] ستحتوي الإجابة على صفوف أكثر من اللازم: الحد الأقصى هو { $maximum }. يُرجى طلب فترة أقصر أو فاصل زمني أطول أو مجموعات أقل.
    [two] ستحتوي الإجابة على صفوف أكثر من اللازم: الحد الأقصى هو { $maximum }. يُرجى طلب فترة أقصر أو فاصل زمني أطول أو مجموعات أقل.
    [few] ستحتوي الإجابة على صفوف أكثر من اللازم: الحد الأقصى هو { $maximum }. يُرجى طلب فترة أقصر أو فاصل زمني أطول أو مجموعات أقل.
    [many] ستحتوي الإجابة على صفوف أكثر من اللازم: الحد الأقصى هو { $maximum }. يُرجى طلب فترة أقصر أو فاصل زمني أطول أو مجموعات أقل.
   *[other] ستحتوي الإجابة على صفوف أكثر من اللازم: الحد الأقصى هو { $maximum }. يُرجى طلب فترة أقصر أو فاصل زمني أطول أو مجموعات أقل.
}
STATISTICS_COST_OUT_OF_RANGE = { $maximum ->
    [zero] يجب أن تكون التكلفة مبلغًا من 0 إلى { $maximum }، بأربع منازل عشرية كحد أقصى.
    [one] يجب أن تكون التكلفة مبلغًا من 0 إلى { $maximum }، بأربع منازل عشرية كحد أقصى.
    [two] يجب أن تكون التكلفة مبلغًا من 0 إلى { $maximum }، بأربع منازل عشرية كحد أقصى.
    [few] يجب أن تكون التكلفة مبلغًا من 0 إلى { $maximum }، بأربع منازل عشرية كحد أقصى.
    [many] يجب أن تكون التكلفة مبلغًا من 0 إلى { $maximum }، بأربع منازل عشرية كحد أقصى.
   *[other] يجب أن تكون التكلفة مبلغًا من 0 إلى { $maximum }، بأربع منازل عشرية كحد أقصى.
}
STATISTICS_COST_AMBIGUOUS = يُرجى ذكر تكلفة الموعد أو تكلفة الساعة، وليس كلتيهما.

## Import

IMPORT_ROW_MALFORMED = هذا الصف ليس بالشكل المتوقع: { $detail }
IMPORT_MEMBER_REPEATED = ورد هذا الحقل أكثر من مرة.
IMPORT_CONFLICT = يوجد بالفعل سجل مختلف بالهوية نفسها؛ ولا يستبدله الاستيراد أبدًا.
IMPORT_ID_INVALID = يجب أن يكون معرّف الموعد من نوع UUID.
IMPORT_ID_NIL = معرّف UUID الصفري لا يحدد شيئًا؛ يُرجى إعطاء السجل معرّف UUID خاصًا به.
IMPORT_STATUS_UNKNOWN = يجب أن تكون الحالة واحدة مما يلي: active أو attended أو cancelled أو missed.
IMPORT_DURATION_INVALID = يجب كتابة المدة بالساعات والدقائق، مثل 15m أو 1h أو 1h30m.
IMPORT_PATIENT_UNKNOWN = لا يوجد مريض مسجَّل أو مستورَد برقم NHS هذا.
IMPORT_CLINICIAN_AMBIGUOUS = يوجد في القسم أكثر من ممارس صحي بهذا الاسم تمامًا.
IMPORT_NAME_AMBIGUOUS = توجد عدة أسماء مسجلة لا تختلف عن هذا الاسم إلا في حالة الأحرف أو المسافات الخارجية: { $first }، { $second }. يُرجى كتابة الاسم كأحدها.
IMPORT_MISSED_IN_FUTURE = لا يمكن اعتبار موعد لم ينتهِ بعد موعدًا فائتًا.
IMPORT_ATTENDED_IN_FUTURE = لا يمكن أن يكون المريض قد حضر موعدًا يقع في المستقبل.
