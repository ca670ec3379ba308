//! Any JSON as what an operation is given: by a variable of each kind.

#![cfg_attr(feature = "libfuzzer", no_main)]

const OPERATIONS: [&str; 4] = [
    "mutation($a: AddClinicianInput!) { addClinician(input: $a) { __typename } }",
    "mutation($a: BookAppointmentInput!) { bookAppointment(input: $a) { __typename } }",
    "query($a: [ID!]!) { nodes(ids: $a) { __typename } }",
    "query($a: PeriodInput!, $b: [Weekday!] = [MONDAY]) { missedAppointments(period: $a, filter: { weekday: $b }) { __typename } }",
];

panda_fuzz::target!(|value: &str| {
    for operation in OPERATIONS {
        panda_fuzz::post(format!("{{\"query\":{operation:?},\"variables\":{{\"a\":{value}}}}}"));
    }
});
