using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class LimitsAndReport : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "upstream_cost",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "credit_per_day",
                table: "tokens",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "credit_per_month",
                table: "tokens",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "credit_per_week",
                table: "tokens",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "tokens_per_minute",
                table: "tokens",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "concurrency",
                table: "asp_net_users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "credit_per_day",
                table: "asp_net_users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "credit_per_month",
                table: "asp_net_users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "credit_per_week",
                table: "asp_net_users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "requests_per_minute",
                table: "asp_net_users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                table: "asp_net_users",
                type: "TEXT",
                maxLength: 50,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "tokens_per_minute",
                table: "asp_net_users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "windows_until",
                table: "accounts",
                type: "INTEGER",
                nullable: true);

            // Another key needs another table; copied here, because the provider's own way of it runs outside of the transaction.
            // What was summed before knows no group: the user's of today is the best guess.
            migrationBuilder.Sql("""
                CREATE TABLE usage_hours_with_group (
                    hour INTEGER NOT NULL, user_id INTEGER NOT NULL, token_id INTEGER NOT NULL, model TEXT NOT NULL, channel_id INTEGER NOT NULL, group_name TEXT NOT NULL,
                    requests INTEGER NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, images INTEGER NOT NULL, milliseconds INTEGER NOT NULL, characters INTEGER NOT NULL, units INTEGER NOT NULL, charged INTEGER NOT NULL, overrun INTEGER NOT NULL, upstream_cost INTEGER NOT NULL,
                    CONSTRAINT "PK_usage_hours" PRIMARY KEY (user_id, hour, token_id, model, channel_id, group_name));
                INSERT INTO usage_hours_with_group (hour, user_id, token_id, model, channel_id, group_name, requests, input_tokens, output_tokens, images, milliseconds, characters, units, charged, overrun, upstream_cost)
                    SELECT hour, user_id, token_id, model, channel_id, coalesce((SELECT u.group_name FROM asp_net_users u WHERE u.id = user_id), ''),
                        requests, input_tokens, output_tokens, images, milliseconds, characters, units, charged, overrun, 0 FROM usage_hours;
                DROP TABLE usage_hours;
                ALTER TABLE usage_hours_with_group RENAME TO usage_hours;
                """);

            migrationBuilder.CreateTable(
                name: "spending_windows",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "INTEGER", nullable: false),
                    token_id = table.Column<long>(type: "INTEGER", nullable: false),
                    period = table.Column<int>(type: "INTEGER", nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    spent = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_spending_windows", x => new { x.user_id, x.token_id, x.period });
                    table.CheckConstraint("ck_spending_windows", "spent >= 0 AND starts_at < ends_at");
                });

            migrationBuilder.CreateIndex(
                name: "IX_usage_hours_hour",
                table: "usage_hours",
                column: "hour");

            migrationBuilder.CreateIndex(
                name: "IX_ledger_entries_at",
                table: "ledger_entries",
                column: "at",
                filter: "kind <> 2");

        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "spending_windows");

            migrationBuilder.DropIndex(
                name: "IX_usage_hours_hour",
                table: "usage_hours");

            migrationBuilder.DropIndex(
                name: "IX_ledger_entries_at",
                table: "ledger_entries");

            migrationBuilder.Sql("""
                CREATE TABLE usage_hours_before (
                    hour INTEGER NOT NULL, user_id INTEGER NOT NULL, token_id INTEGER NOT NULL, model TEXT NOT NULL, channel_id INTEGER NOT NULL,
                    requests INTEGER NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, images INTEGER NOT NULL, milliseconds INTEGER NOT NULL, characters INTEGER NOT NULL, units INTEGER NOT NULL, charged INTEGER NOT NULL, overrun INTEGER NOT NULL,
                    CONSTRAINT "PK_usage_hours" PRIMARY KEY (user_id, hour, token_id, model, channel_id));
                INSERT INTO usage_hours_before (hour, user_id, token_id, model, channel_id, requests, input_tokens, output_tokens, images, milliseconds, characters, units, charged, overrun)
                    SELECT hour, user_id, token_id, model, channel_id, sum(requests), sum(input_tokens), sum(output_tokens), sum(images), sum(milliseconds), sum(characters), sum(units), sum(charged), sum(overrun)
                    FROM usage_hours GROUP BY hour, user_id, token_id, model, channel_id;
                DROP TABLE usage_hours;
                ALTER TABLE usage_hours_before RENAME TO usage_hours;
                """);

            migrationBuilder.DropColumn(
                name: "upstream_cost",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "credit_per_day",
                table: "tokens");

            migrationBuilder.DropColumn(
                name: "credit_per_month",
                table: "tokens");

            migrationBuilder.DropColumn(
                name: "credit_per_week",
                table: "tokens");

            migrationBuilder.DropColumn(
                name: "tokens_per_minute",
                table: "tokens");

            migrationBuilder.DropColumn(
                name: "concurrency",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "credit_per_day",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "credit_per_month",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "credit_per_week",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "requests_per_minute",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "time_zone",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "tokens_per_minute",
                table: "asp_net_users");

            migrationBuilder.DropColumn(
                name: "windows_until",
                table: "accounts");

        }
    }
}
