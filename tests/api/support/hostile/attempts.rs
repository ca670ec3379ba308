//! The hostile requests for one field: each value in each input path alone, and combinations.

use std::collections::BTreeMap;

use rand_chacha::{ChaCha8Rng, rand_core::Rng};
use serde_json::json;

use super::{Form, Hostile, InputPath, Writer, anything, literals, of_enumerations};
use crate::support::InputValue;

impl Writer<'_> {
    /// The values for one input path in one form, including secrets that no error may repeat.
    fn hostile(&self, given: &InputValue, form: Form, secrets: &[String]) -> Vec<Hostile> {
        let mut all = match form {
            Form::Variables => anything(),
            Form::Literals => literals(),
        };
        if self.types.kind(&given.type_name()) == "ENUM" {
            all.extend(of_enumerations(&self.types.enum_value(&given.type_name())));
        }
        for secret in secrets {
            all.extend([json!(secret).to_string(), json!([secret]).to_string()]);
            if form == Form::Variables {
                all.push(json!({ secret: secret }).to_string());
            }
        }
        all
    }

    /// Request bodies with one value in one input path, and their descriptions. Each path gets every n-th
    /// value with a different offset, so all values are used.
    pub fn alone(&self, secrets: &[String], every: usize) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for (place, (spot, given)) in self.spots().into_iter().enumerate() {
            for form in [Form::Variables, Form::Literals] {
                let values = self.hostile(&given, form, secrets).into_iter();
                for value in values.skip(place % every).step_by(every) {
                    let told: String = value.chars().take(60).collect();
                    let length = value.len();
                    let what =
                        format!("{} {form:?} {} = {told} ({length})", self.asked.field.name, spot.join("."));
                    all.push((what, self.body(&BTreeMap::from([(spot.clone(), value)]), form)));
                }
            }
        }
        all
    }

    /// Request bodies with values in several input paths, chosen at random.
    pub fn together(&self, secrets: &[String], rounds: usize, lot: &mut ChaCha8Rng) -> Vec<(String, String)> {
        let mut draw = |count: usize| usize::try_from(lot.next_u64() % count as u64).expect("a small number");
        let spots = self.spots();
        let mut all = Vec::new();
        for round in 0..rounds {
            let form = [Form::Variables, Form::Literals][draw(2)];
            let mut chosen: BTreeMap<InputPath, Hostile> = BTreeMap::new();
            for (spot, given) in &spots {
                if draw(3) > 0 {
                    let mut values = self.hostile(given, form, secrets);
                    values.retain(|value| value.len() < 2_000);
                    chosen.insert(spot.clone(), values.swap_remove(draw(values.len())));
                }
            }
            // A value at a prefix of another path would replace it, so the prefixes are removed.
            let places: Vec<InputPath> = chosen.keys().cloned().collect();
            let holds = |spot: &InputPath| {
                places.iter().any(|other| other.len() > spot.len() && other.starts_with(spot))
            };
            chosen.retain(|spot, _| !holds(spot));
            let what = format!("{} {form:?} together {round}", self.asked.field.name);
            all.push((what, self.body(&chosen, form)));
        }
        all
    }
}
