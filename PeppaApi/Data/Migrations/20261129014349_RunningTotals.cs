using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class RunningTotals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_usage_records_at",
                table: "usage_records");

            migrationBuilder.DropIndex(
                name: "IX_usage_records_status_at",
                table: "usage_records");

            migrationBuilder.DropIndex(
                name: "IX_usage_records_user_id_at",
                table: "usage_records");

            // Filled by the ledger in the background, an hour after the other; until then pages read the sums by hour as before.
            // Its rows are its index: the provider has no word for that.
            migrationBuilder.Sql("""
                CREATE TABLE running_totals (
                    scope INTEGER NOT NULL, user_id INTEGER NOT NULL, key TEXT NOT NULL, hour INTEGER NOT NULL,
                    requests INTEGER NOT NULL, failed INTEGER NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, charged INTEGER NOT NULL, overrun INTEGER NOT NULL, upstream_cost INTEGER NOT NULL,
                    CONSTRAINT "PK_running_totals" PRIMARY KEY (scope, user_id, key, hour)) WITHOUT ROWID;
                """);

            migrationBuilder.CreateIndex(
                name: "IX_usage_records_at_id_model_channel_id",
                table: "usage_records",
                columns: new[] { "at", "id", "model", "channel_id" });

            migrationBuilder.CreateIndex(
                name: "IX_usage_records_failures",
                table: "usage_records",
                columns: new[] { "status", "at", "id", "user_id", "token_id", "model", "channel_id", "input_tokens", "output_tokens", "charged", "overrun" },
                filter: "status <> 0");

            migrationBuilder.CreateIndex(
                name: "IX_usage_records_user_id_at_id_token_id_model_channel_id",
                table: "usage_records",
                columns: new[] { "user_id", "at", "id", "token_id", "model", "channel_id" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_entries_user_id_kind_at",
                table: "ledger_entries",
                columns: new[] { "user_id", "kind", "at" },
                filter: "kind <> 2");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "running_totals");

            migrationBuilder.DropIndex(
                name: "IX_usage_records_at_id_model_channel_id",
                table: "usage_records");

            migrationBuilder.DropIndex(
                name: "IX_usage_records_failures",
                table: "usage_records");

            migrationBuilder.DropIndex(
                name: "IX_usage_records_user_id_at_id_token_id_model_channel_id",
                table: "usage_records");

            migrationBuilder.DropIndex(
                name: "IX_ledger_entries_user_id_kind_at",
                table: "ledger_entries");

            migrationBuilder.CreateIndex(
                name: "IX_usage_records_at",
                table: "usage_records",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_usage_records_status_at",
                table: "usage_records",
                columns: new[] { "status", "at" },
                filter: "status <> 0");

            migrationBuilder.CreateIndex(
                name: "IX_usage_records_user_id_at",
                table: "usage_records",
                columns: new[] { "user_id", "at" });
        }
    }
}
