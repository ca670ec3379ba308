//! Copies databases of the cluster, and connects to them.

use std::time::Duration;

use tokio_postgres::{Client, NoTls};

use crate::support::Cluster;

pub async fn connect(cluster: &Cluster, database: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(&cluster.url(database), NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Copies a database, and connects to the copy.
pub async fn copy(cluster: &Cluster, original: &str, name: &str) -> anyhow::Result<Client> {
    let maintenance = connect(cluster, "postgres").await?;
    // Earlier connections may still be closing.
    let mut outcome = Ok(());
    for _ in 0..50 {
        outcome = maintenance.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {original}")).await;
        if outcome.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    outcome?;
    connect(cluster, name).await
}
