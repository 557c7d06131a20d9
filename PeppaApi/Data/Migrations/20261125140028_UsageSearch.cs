using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class UsageSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_usage_records_status_at",
                table: "usage_records",
                columns: new[] { "status", "at" },
                filter: "status <> 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_usage_records_status_at",
                table: "usage_records");
        }
    }
}
