//! The requests whose SQL text is compared.

/// Name and request of each snapshot. [`SqlCapture`](super::SqlCapture) has the values of all variables.
pub type Requests<'a> = &'a [(&'a str, &'a str)];

pub const APPOINTMENTS: Requests = &[
    ("appointments", "{ appointments(first: 20) { nodes { id } } }"),
    (
        "appointments_after_cursor",
        "query($cursor: String) { appointments(first: 20, after: $cursor) { nodes { id } } }",
    ),
    (
        "appointments_before_cursor",
        "query($cursor: String) { appointments(last: 20, before: $cursor) { nodes { id } } }",
    ),
    ("appointments_with_count", "{ appointments(first: 20) { totalCount nodes { id } } }"),
    ("appointments_count_only", "{ appointments { totalCount } }"),
    ("appointments_by_status", "{ appointments(filter: { status: [ACTIVE, CANCELLED] }) { nodes { id } } }"),
    (
        "appointments_missed_on_a_day",
        r#"{ appointments(filter: { status: [MISSED], day: { on: "2026-03-02" } }) { totalCount nodes { id } } }"#,
    ),
    (
        "appointments_of_a_range_by_booking",
        r#"{ appointments(filter: { startsAt: { from: "2026-03-02T09:00:00Z", until: "2026-03-04T09:00:00Z" } }, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { id } } }"#,
    ),
    (
        "appointments_by_last_change",
        r#"{ appointments(filter: { updatedAt: { from: "2026-03-02T08:00:00Z" } }, orderBy: { field: UPDATED_AT }) { nodes { id } } }"#,
    ),
    (
        "appointments_of_two_clinicians",
        "query($clinicians: [ID!]) { appointments(filter: { clinicianId: $clinicians, status: [ACTIVE] }) { nodes { id } } }",
    ),
    (
        "appointments_of_department_and_organisation",
        "query($department: ID!, $organisation: ID!) { appointments(filter: { departmentId: [$department], organisationId: [$organisation] }) { nodes { id } } }",
    ),
    (
        "appointments_of_patient",
        "query($patient: ID) { appointments(filter: { patientId: $patient }) { nodes { id } } }",
    ),
    (
        "appointments_of_nhs_number",
        "query($number: NhsNumber) { appointments(filter: { nhsNumber: $number }) { totalCount nodes { id } } }",
    ),
    (
        "appointments_below_clinicians",
        "{ clinicians(first: 2) { nodes { appointments(first: 2) { nodes { id } } } } }",
    ),
    (
        "appointments_below_clinicians_with_counts",
        "{ clinicians(first: 2) { nodes { appointments(first: 2, filter: { status: [ATTENDED] }) { totalCount nodes { id } } } } }",
    ),
    (
        "appointment_by_id",
        "query($appointment: ID!) { appointment(id: $appointment) { id patient { name } } }",
    ),
];

/// Requests of a patient. Every statement has the condition on the patient.
pub const OF_ONE_PATIENT: Requests = &[
    ("own_appointments", "{ appointments(first: 20) { nodes { id patient { name } } } }"),
    ("own_appointments_with_count", "{ appointments(first: 20) { totalCount nodes { id } } }"),
    (
        "own_appointments_of_nhs_number",
        "query($number: NhsNumber) { appointments(filter: { nhsNumber: $number }) { nodes { id } } }",
    ),
    (
        "own_appointments_below_clinicians",
        "{ clinicians(first: 2) { nodes { appointments(first: 2) { nodes { id } } } } }",
    ),
    ("own_patients", "{ patients { totalCount nodes { id } } }"),
    ("own_appointment_by_id", "query($appointment: ID!) { appointment(id: $appointment) { id } }"),
];

pub const PEOPLE: Requests = &[
    ("patients", "{ patients(first: 20) { nodes { id } } }"),
    (
        "patients_by_date_of_birth",
        r#"{ patients(filter: { dateOfBirth: "1980-05-17" }) { totalCount nodes { id } } }"#,
    ),
    ("patient_by_nhs_number", "query($number: NhsNumber!) { patient(by: { nhsNumber: $number }) { id } }"),
    (
        "patients_by_name",
        r#"{ patients(first: 20, filter: { search: "zoe smith" }) { totalCount nodes { id } } }"#,
    ),
    (
        "patients_by_name_and_date_of_birth",
        r#"{ patients(filter: { search: "zoe 17/05/1980" }) { nodes { id } } }"#,
    ),
    ("clinicians_by_name", r#"{ clinicians(filter: { search: "bell" }) { totalCount nodes { id } } }"#),
];

pub const STATISTICS: Requests = &[
    (
        "missed_appointments_in_total",
        r#"{ missedAppointments(period: { from: "2026-01-01", until: "2026-04-01" }) { totals { missed } } }"#,
    ),
    (
        "missed_appointments_by_clinician_and_week",
        r#"{ missedAppointments(period: { from: "2026-01-01", until: "2026-04-01" }, groupBy: [CLINICIAN], interval: WEEK) { rows(first: 20) { nodes { missed } } } }"#,
    ),
    (
        "missed_appointments_by_hour_with_filter",
        r#"query($department: ID) { missedAppointments(period: { from: "2026-03-01", until: "2026-03-08" }, groupBy: [WEEKDAY, HOUR], filter: { departmentId: $department, hour: [9, 10], ageBand: [AGE_25_TO_34] }) { rows(first: 20) { nodes { missed } } } }"#,
    ),
    (
        "missed_appointments_compared",
        r#"{ missedAppointments(period: { from: "2026-02-01", until: "2026-03-01" }, compareWith: PREVIOUS_YEAR) { totals { missed previous { missed } } } }"#,
    ),
];
