using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Management;

/// <summary>Every route with every kind of visitor. A new route fails here until somebody has decided who may use it.</summary>
public sealed class RouteWalkTests
{
    private const string Channel = """{"name":"c","baseUrl":"http://127.0.0.1:9","keys":["k"],"models":["gpt-4o"]}""";

    /// <summary>Where an operator gets 403 and only an admin comes in; everywhere else an operator gets what an admin gets.</summary>
    private static readonly string[] AdminsAlone = ["GET /api/prices", "PUT /api/prices", "POST /api/prices", "DELETE /api/prices", "PUT /api/groups", "/api/settings", "/api/mails", "/api/backups", "/api/audit-log", "/role"];

    /// <summary>Method, route, its example path and body, and what nobody, a user and an admin get.</summary>
    private static readonly (string Method, string Route, string Path, string? Body, int Nobody, int User, int Admin)[] Table =
    [
        ("GET", "/api/status", "/api/status", null, 200, 200, 200),
        ("GET", "/api/pricing", "/api/pricing", null, 200, 200, 200),
        ("GET", "/api/token", "/api/token", null, 401, 401, 401),
        ("GET", "/api/token/usage", "/api/token/usage", null, 401, 401, 401),
        ("GET", "/api/token/usage/csv", "/api/token/usage/csv", null, 401, 401, 401),
        ("GET", "/api/me", "/api/me", null, 401, 200, 200),
        ("GET", "/api/me/export", "/api/me/export", null, 401, 200, 200),
        ("GET", "/api/me/balance", "/api/me/balance", null, 401, 200, 200),
        ("POST", "/api/me/tokens", "/api/me/tokens", """{"name":"t"}""", 401, 201, 201),
        ("POST", "/api/me/tokens/bulk", "/api/me/tokens/bulk", """{"count":2,"token":{"name":"t-{n}"}}""", 401, 201, 201),
        ("GET", "/api/me/tokens", "/api/me/tokens?search=t&order=left&state=enabled", null, 401, 200, 200),
        ("GET", "/api/me/tokens/{id:long}", "/api/me/tokens/1", null, 401, 404, 200),
        ("PUT", "/api/me/tokens/{id:long}", "/api/me/tokens/1", """{"enabled":false}""", 401, 404, 200),
        ("POST", "/api/me/tokens/{id:long}/rotate", "/api/me/tokens/1/rotate", """{"graceMinutes":60}""", 401, 404, 200),
        ("DELETE", "/api/me/tokens/{id:long}", "/api/me/tokens/1", null, 401, 404, 204),
        ("POST", "/api/me/redemptions", "/api/me/redemptions", """{"code":"no such code"}""", 401, 400, 400),
        ("GET", "/api/me/invites", "/api/me/invites", null, 401, 200, 200),
        ("GET", "/api/settings/sign-up", "/api/settings/sign-up", null, 401, 403, 200),
        ("PUT", "/api/settings/sign-up", "/api/settings/sign-up", """{"mode":"open"}""", 401, 403, 200),
        ("GET", "/api/sign-ups", "/api/sign-ups", null, 401, 403, 200),
        ("POST", "/api/sign-ups/{id:long}/confirm", "/api/sign-ups/999/confirm", null, 401, 403, 404),
        ("GET", "/api/settings/agreement", "/api/settings/agreement", null, 401, 403, 200),
        ("PUT", "/api/settings/agreement", "/api/settings/agreement", """{"version":1,"english":"Rules","chinese":"规则"}""", 401, 403, 200),
        ("GET", "/api/usage", "/api/usage", null, 401, 200, 200),
        ("GET", "/api/usage", "/api/usage?userId=1", null, 401, 403, 200),
        ("GET", "/api/drawings", "/api/drawings?state=given_back", null, 401, 200, 200),
        ("GET", "/api/drawings", "/api/drawings?userId=1", null, 401, 403, 200),
        ("GET", "/api/drawings/{id}", "/api/drawings/none", null, 401, 404, 404),
        ("GET", "/api/drawings/csv", "/api/drawings/csv", null, 401, 403, 200),
        ("POST", "/api/drawings/{id}/ask", "/api/drawings/none/ask", null, 401, 403, 404),
        ("POST", "/api/drawings/{id}/release", "/api/drawings/none/release", """{"reason":"r"}""", 401, 403, 404),
        ("GET", "/api/usage/{requestId}/charge", "/api/usage/no-such-request/charge", null, 401, 404, 404),
        ("POST", "/api/channels", "/api/channels", Channel, 401, 403, 201),
        ("GET", "/api/channels", "/api/channels", null, 401, 403, 200),
        ("GET", "/api/channels/{id:long}", "/api/channels/1", null, 401, 403, 200),
        ("PUT", "/api/channels/{id:long}", "/api/channels/1", """{"weight":5}""", 401, 403, 200),
        ("POST", "/api/channels/{id:long}/test", "/api/channels/1/test", null, 401, 403, 200),
        ("GET", "/api/channels/{id:long}/balance", "/api/channels/1/balance", null, 401, 403, 400),
        ("GET", "/api/channels/{id:long}/models", "/api/channels/1/models", null, 401, 403, 400),
        ("POST", "/api/channels/{id:long}/copy", "/api/channels/1/copy", null, 401, 403, 200),
        ("GET", "/api/channels/{id:long}/events", "/api/channels/1/events", null, 401, 403, 200),
        ("GET", "/api/channels/{id:long}/keys", "/api/channels/1/keys", null, 401, 403, 200),
        ("POST", "/api/channels/{id:long}/keys", "/api/channels/1/keys", """{"keys":["another"]}""", 401, 403, 200),
        ("PUT", "/api/channels/{id:long}/keys/{keyId:long}", "/api/channels/1/keys/1", """{"enabled":false}""", 401, 403, 200),
        ("POST", "/api/channels/{id:long}/keys/{keyId:long}/test", "/api/channels/1/keys/1/test", null, 401, 403, 200),
        ("DELETE", "/api/channels/{id:long}/keys/{keyId:long}", "/api/channels/1/keys/1", null, 401, 403, 204),
        ("DELETE", "/api/channels/{id:long}", "/api/channels/1", null, 401, 403, 204),
        ("GET", "/api/prices", "/api/prices", null, 401, 403, 200),
        ("GET", "/api/prices/scheduled", "/api/prices/scheduled", null, 401, 403, 200),
        ("GET", "/api/prices/lint", "/api/prices/lint", null, 401, 403, 200),
        ("GET", "/api/prices/export", "/api/prices/export?format=csv", null, 401, 403, 200),
        ("POST", "/api/prices/import", "/api/prices/import?preview=true", """{"ModelRatio":{"gpt-4":15}}""", 401, 403, 200),
        ("DELETE", "/api/prices/versions/{id:long}", "/api/prices/versions/999999", null, 401, 403, 404),
        ("GET", "/api/prices/{**model}", "/api/prices/gpt-4o", null, 401, 403, 200),
        ("PUT", "/api/prices/{**model}", "/api/prices/some/model", """{"inputPerMillion":1,"outputPerMillion":2}""", 401, 403, 200),
        ("GET", "/api/groups", "/api/groups", null, 401, 403, 200),
        ("GET", "/api/groups/{name}", "/api/groups/vip", null, 401, 403, 200),
        ("PUT", "/api/groups/{name}", "/api/groups/gold", """{"multiplier":0.5}""", 401, 403, 200),
        ("POST", "/api/users", "/api/users", """{"userName":"new","email":"new@example.com","password":"long enough 1"}""", 401, 403, 201),
        ("GET", "/api/users", "/api/users", null, 401, 403, 200),
        ("GET", "/api/users/{id:long}", "/api/users/2", null, 401, 403, 200),
        ("PUT", "/api/users/{id:long}", "/api/users/2", """{"group":"vip"}""", 401, 403, 200),
        ("GET", "/api/users/{id:long}/balance", "/api/users/2/balance", null, 401, 403, 200),
        ("POST", "/api/users/{id:long}/grants", "/api/users/2/grants", """{"amountUsd":1,"reason":"r"}""", 401, 403, 201),
        ("POST", "/api/users/{id:long}/tokens", "/api/users/2/tokens", """{"name":"t"}""", 401, 403, 201),
        ("POST", "/api/redemption-codes", "/api/redemption-codes", """{"name":"n","count":2,"amountUsd":1}""", 401, 403, 201),
        ("GET", "/api/redemption-codes", "/api/redemption-codes?batchId=1", null, 401, 403, 200),
        ("PUT", "/api/redemption-codes/{id:long}", "/api/redemption-codes/1", """{"enabled":false}""", 401, 403, 204),
        ("DELETE", "/api/redemption-codes/{id:long}", "/api/redemption-codes/1", null, 401, 403, 204),
        ("GET", "/api/redemption-codes/batches", "/api/redemption-codes/batches", null, 401, 403, 200),
        ("PUT", "/api/redemption-codes/batches/{id:long}", "/api/redemption-codes/batches/1", """{"enabled":true}""", 401, 403, 200),
        ("DELETE", "/api/redemption-codes/batches/{id:long}", "/api/redemption-codes/batches/1", null, 401, 403, 200),
        ("GET", "/api/settings/top-up", "/api/settings/top-up", null, 401, 403, 200),
        ("PUT", "/api/settings/top-up", "/api/settings/top-up", """{"yuanPerDollar":7.1}""", 401, 403, 200),
        ("GET", "/api/backups", "/api/backups", null, 401, 403, 200),
        ("POST", "/api/backups", "/api/backups", null, 401, 403, 200),
        ("GET", "/api/backups/{name}", "/api/backups/none.zip", null, 401, 403, 404),
        ("DELETE", "/api/backups/{name}", "/api/backups/none.zip", null, 401, 403, 404),
        ("GET", "/api/settings/backup", "/api/settings/backup", null, 401, 403, 200),
        ("PUT", "/api/settings/backup", "/api/settings/backup", """{"everyHours":24}""", 401, 403, 200),
        ("GET", "/api/settings/addresses", "/api/settings/addresses", null, 401, 403, 200),
        ("PUT", "/api/settings/addresses", "/api/settings/addresses", """{"addresses":[{"address":"https://relay.example.com","kind":"abroad","note":"n"}]}""", 401, 403, 200),
        ("GET", "/api/settings/site", "/api/settings/site", null, 401, 403, 200),
        ("PUT", "/api/settings/site", "/api/settings/site", """{"siteName":"Walk"}""", 401, 403, 200),
        ("GET", "/api/settings/mail", "/api/settings/mail", null, 401, 403, 200),
        ("PUT", "/api/settings/mail", "/api/settings/mail", """{"host":""}""", 401, 403, 200),
        ("GET", "/api/mails", "/api/mails?state=failed", null, 401, 403, 200),
        ("POST", "/api/mails/test", "/api/mails/test", """{"to":"walk@example.com"}""", 401, 403, 200),
        ("POST", "/api/mails/{id:long}/retry", "/api/mails/999/retry", null, 401, 403, 404),
        ("DELETE", "/api/mails/{id:long}", "/api/mails/999", null, 401, 403, 404),
        ("GET", "/api/settings/channel-notices", "/api/settings/channel-notices", null, 401, 403, 200),
        ("PUT", "/api/settings/channel-notices", "/api/settings/channel-notices", """{"mailTo":"ops@example.com"}""", 401, 403, 200),
        ("GET", "/api/settings/retention", "/api/settings/retention", null, 401, 403, 200),
        ("GET", "/api/settings/balance-routes", "/api/settings/balance-routes", null, 401, 403, 200),
        ("PUT", "/api/settings/balance-routes", "/api/settings/balance-routes", """{"figures":"token"}""", 401, 403, 200),
        ("GET", "/api/settings/drawing", "/api/settings/drawing", null, 401, 403, 200),
        ("PUT", "/api/settings/drawing", "/api/settings/drawing", """{"takeCallbacks":true}""", 401, 403, 200),
        ("PUT", "/api/settings/retention", "/api/settings/retention", """{"usageDays":60}""", 401, 403, 200),
        ("GET", "/api/me/statements/{month}", "/api/me/statements/2026-01", null, 401, 200, 200),
        ("GET", "/api/me/statements/{month}/csv", "/api/me/statements/2026-01/csv", null, 401, 200, 200),
        ("GET", "/api/settings/gifts", "/api/settings/gifts", null, 401, 403, 200),
        ("PUT", "/api/settings/gifts", "/api/settings/gifts", """{"inviteUsd":0.4}""", 401, 403, 200),
        ("POST", "/api/usage/{requestId}/refund", "/api/usage/none/refund", """{"reason":"r"}""", 401, 403, 404),
        ("GET", "/api/settings/limits", "/api/settings/limits", null, 401, 403, 200),
        ("PUT", "/api/settings/limits", "/api/settings/limits", """{"exemptAddresses":["192.0.2.0/24"]}""", 401, 403, 200),
        ("GET", "/api/settings/time", "/api/settings/time", null, 401, 403, 200),
        ("PUT", "/api/settings/time", "/api/settings/time", """{"timeZone":"Asia/Shanghai"}""", 401, 403, 200),
        ("GET", "/api/me/time-zone", "/api/me/time-zone", null, 401, 200, 200),
        ("PUT", "/api/me/time-zone", "/api/me/time-zone", """{"timeZone":"Europe/Berlin"}""", 401, 200, 200),
        ("GET", "/api/users/{id:long}/limits", "/api/users/2/limits", null, 401, 403, 200),
        ("PUT", "/api/users/{id:long}/limits", "/api/users/2/limits", """{"requestsPerMinute":60}""", 401, 403, 200),
        ("POST", "/api/channels/test", "/api/channels/test?tag=none", null, 401, 403, 200),
        ("POST", "/api/channels/change", "/api/channels/change", """{"tag":"none","priority":1}""", 401, 403, 200),
        ("GET", "/api/work", "/api/work", null, 401, 403, 200),
        ("DELETE", "/api/work/{name}", "/api/work/none", null, 401, 403, 404),
        ("GET", "/api/overview", "/api/overview?range=month", null, 401, 403, 200),
        ("GET", "/api/pulse", "/api/pulse", null, 401, 403, 200),
        ("GET", "/api/report", "/api/report?by=channel", null, 401, 403, 200),
        ("GET", "/api/report/csv", "/api/report/csv?from=2026-01-01&to=2026-01-31", null, 401, 403, 200),
        ("GET", "/api/users/{id:long}/statements/{month}", "/api/users/2/statements/2026-01", null, 401, 403, 200),
        ("GET", "/api/users/{id:long}/statements/{month}/csv", "/api/users/2/statements/2026-01/csv", null, 401, 403, 200),
        ("GET", "/api/me/access-tokens", "/api/me/access-tokens", null, 401, 200, 200),
        ("POST", "/api/me/access-tokens", "/api/me/access-tokens", """{"name":"t"}""", 401, 201, 201),
        ("DELETE", "/api/me/access-tokens/{id:long}", "/api/me/access-tokens/999", null, 401, 404, 404),
        ("PUT", "/api/users/{id:long}/role", "/api/users/2/role", """{"role":"user"}""", 401, 403, 200),
        ("DELETE", "/api/users/{id:long}/two-step", "/api/users/2/two-step", null, 401, 403, 204),
        ("DELETE", "/api/users/{id:long}/sessions", "/api/users/2/sessions", null, 401, 403, 200),
        ("GET", "/api/users/{id:long}/sign-ins", "/api/users/2/sign-ins", null, 401, 403, 200),
        ("GET", "/api/audit-log", "/api/audit-log", null, 401, 403, 200),
        ("GET", "/api/audit-log/csv", "/api/audit-log/csv", null, 401, 403, 200),
        ("POST", "/api/ledger/audit", "/api/ledger/audit", null, 401, 403, 200),
    ];

    [Fact]
    public async Task Routes_AnyVisitor_GetWhatTheTableSays()
    {
        await using var app = await AppHost.StartAsync();
        var (_, user) = await app.UserAsync("walker");
        var (_, some) = await app.OperatorAsync("some");
        var (off, disabled) = await app.UserAsync("disabled");
        await app.Admin.CallAsync("PUT", $"/api/users/{off}", """{"disabled":true}""");
        using var nobody = app.Client();
        using var stranger = app.Client("a-key-that-nobody-has-made");
        var wrong = new List<string>();
        foreach (var row in Table)
        {
            // The admin comes first, so that what the row names exists.
            foreach (var (who, client, expected) in new[]
            {
                ("admin", app.Admin, row.Admin), ("user", user, row.User), ("nobody", nobody, row.Nobody), ("stranger", stranger, row.Nobody), ("disabled", disabled, row.Nobody),
            })
            {
                var (status, body) = await client.CallAsync(row.Method, row.Path, row.Body);
                var isProblem = body?["status"]?.GetValue<int>() == status;
                if (status != expected || (status >= 400 && !isProblem))
                {
                    wrong.Add($"{who} {row.Method} {row.Path}: {status} instead of {expected} {body?.ToJsonString()}");
                }
            }
        }

        wrong.AddRange(await WalkAsOperatorAsync(some));
        user.Dispose();
        some.Dispose();
        disabled.Dispose();
        Assert.Empty(wrong);
    }

    /// <summary>What the admin did before may be done already: what counts is who is let in.</summary>
    private static async Task<List<string>> WalkAsOperatorAsync(HttpClient client)
    {
        var wrong = new List<string>();
        foreach (var row in Table)
        {
            var (status, _) = await client.CallAsync(row.Method, row.Path, row.Body);
            var denied = AdminsAlone.Any($"{row.Method} {row.Route}".Contains);
            var right = denied ? status == 403 : status is not 403 and < 500 && (status == 401) == (row.Admin == 401);
            wrong.AddRange(right ? [] : [$"operator {row.Method} {row.Path}: {status}; it is {(denied ? "" : "not ")}among {nameof(AdminsAlone)}"]);
        }

        return wrong;
    }

    [Fact]
    public async Task Routes_AllOfThem_AreInTheTable()
    {
        await using var app = await AppHost.StartAsync();
        var routes = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint =>
                (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"])
                .Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"))
            .Where(route => route.Contains(" /api/", StringComparison.Ordinal) && !route.Contains("/api/docs", StringComparison.Ordinal));
        Assert.Equal(Table.Select(row => $"{row.Method} {row.Route}").Distinct().Order(), routes.Distinct().Order());
    }

    [Theory]
    [InlineData("GET", "/api/no/such/thing", null, 404)]
    [InlineData("PATCH", "/api/channels", "{}", 405)]
    public async Task Request_ThatNoRouteTakes_GetsProblemDetails(string method, string path, string? body, int expected)
    {
        await using var app = await AppHost.StartAsync();
        var (status, problem) = await app.Admin.CallAsync(method, path, body);
        Assert.Equal(expected, status);
        Assert.Equal(expected, problem!["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task Reference_NeedsNoKey_AndDescribesTheRoutes()
    {
        await using var app = await AppHost.StartAsync();
        using var nobody = app.Client();
        var (status, document) = await nobody.CallAsync("GET", "/openapi/v1.json");
        Assert.Equal(200, status);
        Assert.NotNull(document!["paths"]!["/api/channels"]!["post"]!["security"]);
        Assert.Null(document["paths"]!["/api/status"]!["get"]!["security"]);
        using var page = await nobody.GetAsync("/api/docs/");
        var nonce = page.Headers.GetValues("Content-Security-Policy").Single().Split("'nonce-")[1].Split('\'')[0];
        Assert.Contains($"nonce=\"{nonce}\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
