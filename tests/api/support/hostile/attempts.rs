//! The hostile requests for one field: each value in each input path alone, and combinations.

use std::collections::BTreeMap;

use rand_chacha::{ChaCha8Rng, rand_core::Rng};
use serde_json::json;

use super::{Form, Hostile, InputPath, Writer, anything, literals, of_enumerations};
use crate::support::InputValue;

impl Writer<'_> {
    /// The values for one input path in one form, including secrets that no error may repeat.
    fn hostile(&self, input: &InputValue, form: Form, secrets: &[String]) -> Vec<Hostile> {
        let mut all = match form {
            Form::Variables => anything(),
            Form::Literals => literals(),
        };
        if self.types.kind(&input.type_name()) == "ENUM" {
            all.extend(of_enumerations(&self.types.enum_value(&input.type_name())));
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
        for (place, (path, input)) in self.paths().into_iter().enumerate() {
            for form in [Form::Variables, Form::Literals] {
                let values = self.hostile(&input, form, secrets).into_iter();
                for value in values.skip(place % every).step_by(every) {
                    let shown: String = value.chars().take(60).collect();
                    let length = value.len();
                    let what = format!(
                        "{} {form:?} {} = {shown} ({length})",
                        self.target.field.name,
                        path.join(".")
                    );
                    all.push((what, self.body(&BTreeMap::from([(path.clone(), value)]), form)));
                }
            }
        }
        all
    }

    /// Request bodies with values in several input paths, chosen at random.
    pub fn together(&self, secrets: &[String], rounds: usize, lot: &mut ChaCha8Rng) -> Vec<(String, String)> {
        let mut draw = |count: usize| usize::try_from(lot.next_u64() % count as u64).expect("a small number");
        let paths = self.paths();
        let mut all = Vec::new();
        for round in 0..rounds {
            let form = [Form::Variables, Form::Literals][draw(2)];
            let mut chosen: BTreeMap<InputPath, Hostile> = BTreeMap::new();
            for (path, input) in &paths {
                if draw(3) > 0 {
                    let mut values = self.hostile(input, form, secrets);
                    values.retain(|value| value.len() < 2_000);
                    chosen.insert(path.clone(), values.swap_remove(draw(values.len())));
                }
            }
            // A value at a prefix of another path would replace it, so the prefixes are removed.
            let places: Vec<InputPath> = chosen.keys().cloned().collect();
            let holds = |path: &InputPath| {
                places.iter().any(|other| other.len() > path.len() && other.starts_with(path))
            };
            chosen.retain(|path, _| !holds(path));
            let what = format!("{} {form:?} together {round}", self.target.field.name);
            all.push((what, self.body(&chosen, form)));
        }
        all
    }
}
