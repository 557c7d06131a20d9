using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PeppaApi.Data.Migrations
{
    /// <inheritdoc />
    public partial class SiteHours : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "site_hours",
                columns: table => new
                {
                    hour = table.Column<long>(type: "INTEGER", nullable: false),
                    model = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    channel_id = table.Column<long>(type: "INTEGER", nullable: false),
                    group_name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    requests = table.Column<long>(type: "INTEGER", nullable: false),
                    failed = table.Column<long>(type: "INTEGER", nullable: false),
                    input_tokens = table.Column<long>(type: "INTEGER", nullable: false),
                    output_tokens = table.Column<long>(type: "INTEGER", nullable: false),
                    charged = table.Column<long>(type: "INTEGER", nullable: false),
                    overrun = table.Column<long>(type: "INTEGER", nullable: false),
                    upstream_cost = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_site_hours", x => new { x.hour, x.model, x.channel_id, x.group_name });
                });

            // What was summed by token until now; failures are known for as long as their records are kept.
            migrationBuilder.Sql("""
                INSERT INTO site_hours (hour, model, channel_id, group_name, requests, failed, input_tokens, output_tokens, charged, overrun, upstream_cost)
                SELECT hour, model, channel_id, group_name, sum(requests), 0, sum(input_tokens), sum(output_tokens), sum(charged), sum(overrun), sum(upstream_cost)
                FROM usage_hours GROUP BY hour, model, channel_id, group_name;
                UPDATE site_hours SET failed = f.failed FROM (
                    SELECT at - at % 3600000 AS hour, model, coalesce(channel_id, 0) AS channel_id, group_name, count(*) AS failed
                    FROM usage_records WHERE status IN (2, 3, 4) GROUP BY 1, 2, 3, 4) AS f
                WHERE site_hours.hour = f.hour AND site_hours.model = f.model AND site_hours.channel_id = f.channel_id AND site_hours.group_name = f.group_name;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "site_hours");
        }
    }
}
