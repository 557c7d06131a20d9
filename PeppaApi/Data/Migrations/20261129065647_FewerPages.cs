using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class FewerPages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_holds_user_id",
                table: "holds");

            migrationBuilder.DropIndex(
                name: "ix_grants_open",
                table: "grants");

            // What the provider has for it copies every row. AUTOINCREMENT is but a word in the schema and a row in sqlite_sequence:
            // what is on the disk of the tables themselves is the same without it.
            migrationBuilder.Sql("""
                PRAGMA writable_schema = ON;
                UPDATE sqlite_schema SET sql = replace(sql, ' AUTOINCREMENT', '') WHERE type = 'table' AND name IN ('holds', 'ledger_entries', 'usage_records');
                PRAGMA writable_schema = RESET;
                DELETE FROM sqlite_sequence WHERE name IN ('holds', 'ledger_entries', 'usage_records');
                """);

            migrationBuilder.AddColumn<bool>(
                name: "open",
                table: "grants",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.Sql("UPDATE grants SET open = 1 WHERE remaining > 0;");

            migrationBuilder.CreateIndex(
                name: "ix_grants_open",
                table: "grants",
                column: "user_id",
                filter: "open = 1");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_grants_open",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "open",
                table: "grants");

            migrationBuilder.AlterColumn<long>(
                name: "id",
                table: "usage_records",
                type: "INTEGER",
                nullable: false,
                oldClrType: typeof(long),
                oldType: "INTEGER")
                .Annotation("Sqlite:Autoincrement", true);

            migrationBuilder.AlterColumn<long>(
                name: "id",
                table: "ledger_entries",
                type: "INTEGER",
                nullable: false,
                oldClrType: typeof(long),
                oldType: "INTEGER")
                .Annotation("Sqlite:Autoincrement", true);

            migrationBuilder.AlterColumn<long>(
                name: "id",
                table: "holds",
                type: "INTEGER",
                nullable: false,
                oldClrType: typeof(long),
                oldType: "INTEGER")
                .Annotation("Sqlite:Autoincrement", true);

            migrationBuilder.CreateIndex(
                name: "IX_holds_user_id",
                table: "holds",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_grants_open",
                table: "grants",
                column: "user_id",
                filter: "remaining > 0");
        }
    }
}
