//! A schema with fields that are ready, that await, and that fail.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
};

use async_graphql::{Context, Error, Interface, MaybeUndefined, SimpleObject};
use graphql_strict::{PlanOutput, planned};

/// Waits for this many turns of the scheduler.
async fn turns(mut left: usize) {
    std::future::poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// How many fields `turn` have been asked, and answered.
#[derive(Default)]
pub struct Asked {
    asked: AtomicUsize,
    answered: AtomicUsize,
}

pub struct Query;

pub struct Pet {
    id: i32,
}

#[derive(SimpleObject, PlanOutput)]
pub struct Cat {
    id: i32,
    lives: i32,
}

#[derive(SimpleObject, PlanOutput)]
pub struct Dog {
    id: i32,
    name: String,
}

#[derive(Interface, PlanOutput)]
#[graphql(field(name = "id", ty = "&i32"))]
pub enum Animal {
    Cat(Cat),
    Dog(Dog),
}

/// A field that fails unless all others were asked before the first was answered.
async fn turn(ctx: &Context<'_>) -> Result<i32, Error> {
    let asked: &Asked = ctx.data_unchecked();
    let is_late = asked.answered.load(Ordering::Relaxed) > 0;
    asked.asked.fetch_add(1, Ordering::Relaxed);
    turns(1).await;
    asked.answered.fetch_add(1, Ordering::Relaxed);
    if is_late { Err("another field was answered before".into()) } else { Ok(1) }
}

#[planned]
impl Pet {
    fn id(&self) -> i32 {
        self.id
    }

    fn name(&self) -> &str {
        if self.id == 7 { "Rex" } else { "a" }
    }

    async fn slow(&self) -> Option<Pet> {
        turns(2).await;
        Some(Pet { id: self.id })
    }

    async fn turn(&self, ctx: &Context<'_>) -> Result<i32, Error> {
        turn(ctx).await
    }

    fn fails(&self) -> Result<Option<i32>, Error> {
        Err("it failed".into())
    }

    fn share(&self) -> f64 {
        1.0 / 11.0
    }

    fn must_not_fail(&self) -> Result<i32, Error> {
        Err("it failed".into())
    }
}

#[planned]
impl Query {
    fn number(&self) -> i32 {
        1
    }

    async fn slow_number(&self) -> i32 {
        turns(1).await;
        2
    }

    fn pet(&self) -> Option<Pet> {
        Some(Pet { id: 7 })
    }

    fn required(&self) -> Pet {
        Pet { id: 5 }
    }

    async fn slow(&self) -> Option<Pet> {
        turns(0).await;
        Some(Pet { id: 4 })
    }

    async fn late(&self) -> Option<Pet> {
        turns(2).await;
        Some(Pet { id: 6 })
    }

    async fn missing(&self) -> Option<Pet> {
        turns(3).await;
        None
    }

    fn pets(&self) -> Option<Vec<Pet>> {
        Some((1..4).map(|id| Pet { id }).collect())
    }

    fn animals(&self) -> Vec<Animal> {
        vec![Animal::Cat(Cat { id: 1, lives: 9 }), Animal::Dog(Dog { id: 2, name: "Rex".to_owned() })]
    }

    async fn turn(&self, ctx: &Context<'_>) -> Result<i32, Error> {
        turn(ctx).await
    }

    fn secret(&self) -> Option<&str> {
        Some("seen")
    }

    fn greeted(&self, to: MaybeUndefined<i32>) -> &str {
        match to {
            MaybeUndefined::Undefined => "absent",
            MaybeUndefined::Null => "null",
            MaybeUndefined::Value(_) => "present",
        }
    }
}

/// The letters that were appended.
#[derive(Default)]
pub struct Mutation(Mutex<String>);

#[derive(SimpleObject, PlanOutput)]
pub struct Appended {
    text: String,
}

#[planned]
impl Mutation {
    async fn append(&self, letter: String) -> Result<Appended, Error> {
        // The first one takes longer.
        turns(if letter == "a" { 5 } else { 0 }).await;
        let mut text = self.0.lock().map_err(|_| "another mutation panicked")?;
        text.push_str(&letter);
        Ok(Appended { text: text.clone() })
    }
}
