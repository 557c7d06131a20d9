using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class Gifts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "request_id",
                table: "grants",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "source_key",
                table: "grants",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_grants_request_id",
                table: "grants",
                column: "request_id",
                filter: "request_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_grants_source_key",
                table: "grants",
                column: "source_key",
                unique: true,
                filter: "source_key IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_grants_request_id",
                table: "grants");

            migrationBuilder.DropIndex(
                name: "IX_grants_source_key",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "request_id",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "source_key",
                table: "grants");
        }
    }
}
