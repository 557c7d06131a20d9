using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Management;

/// <summary>Every page with every kind of visitor. A new page fails here until somebody has decided who may open it.</summary>
public sealed class PageWalkTests
{
    private enum For
    {
        Everybody,
        Users,
        Operators,
        Admins,
    }

    private static readonly (string Route, string Path, For Whom)[] Table =
    [
        ("/", "/", For.Everybody),
        ("/pricing", "/pricing", For.Everybody),
        ("/login", "/login", For.Everybody),
        ("/login/code", "/login/code", For.Everybody),
        ("/register", "/register", For.Everybody),
        ("/verify", "/verify", For.Everybody),
        ("/agreement", "/agreement", For.Everybody),
        ("/denied", "/denied", For.Everybody),
        ("/docs", "/docs", For.Everybody),
        ("/docs/{Name}", "/docs/curl", For.Everybody),
        ("/forgot", "/forgot", For.Everybody),
        ("/reset", "/reset?user=2&token=x", For.Everybody),
        ("/mail-change", "/mail-change?user=2&side=old&token=x", For.Everybody),
        ("/chat", "/chat", For.Users),
        ("/dashboard", "/dashboard", For.Users),
        ("/token", "/token", For.Users),
        ("/topup", "/topup", For.Users),
        ("/invite", "/invite", For.Users),
        ("/announcements", "/announcements", For.Users),
        ("/drawings", "/drawings", For.Users),
        ("/log", "/log", For.Users),
        ("/statement", "/statement", For.Users),
        ("/setting", "/setting", For.Users),
        ("/setting/security", "/setting/security", For.Users),
        ("/setting/notifications", "/setting/notifications", For.Users),
        ("/setting/access-tokens", "/setting/access-tokens", For.Users),
        ("/setting/data", "/setting/data", For.Users),
        ("/confirm", "/confirm", For.Users),
        ("/admin", "/admin", For.Operators),
        ("/admin/channels", "/admin/channels", For.Operators),
        ("/admin/channels/{ChannelId:long}/keys", "/admin/channels/1/keys", For.Operators),
        ("/admin/users", "/admin/users", For.Operators),
        ("/admin/users/{Id:long}", "/admin/users/2", For.Operators),
        ("/admin/users/{Id:long}/as/{Name}", "/admin/users/2/as/dashboard", For.Operators),
        ("/admin/users/{UserId:long}/statement", "/admin/users/2/statement", For.Operators),
        ("/admin/sign-ups", "/admin/sign-ups", For.Operators),
        ("/admin/groups", "/admin/groups", For.Operators),
        ("/admin/redemptions", "/admin/redemptions", For.Operators),
        ("/admin/drawings", "/admin/drawings", For.Operators),
        ("/admin/usage", "/admin/usage", For.Operators),
        ("/admin/report", "/admin/report", For.Operators),
        ("/admin/announcements", "/admin/announcements", For.Operators),
        ("/admin/health", "/admin/health", For.Operators),
        ("/admin/prices", "/admin/prices", For.Admins),
        ("/admin/agreement", "/admin/agreement", For.Admins),
        ("/admin/content", "/admin/content", For.Admins),
        ("/admin/backup", "/admin/backup", For.Admins),
        ("/admin/settings", "/admin/settings", For.Admins),
        ("/admin/mail", "/admin/mail", For.Admins),
        ("/admin/audit-log", "/admin/audit-log", For.Admins),
    ];

    /// <summary>Pages that answer with something else than themselves: what goes wrong, and the set-up that is over.</summary>
    private static readonly string[] Apart = ["/error", "/not-found", "/setup"];

    /// <summary>What each visitor gets: the page, the way to the login, or the plain no.</summary>
    private static readonly Dictionary<string, Func<For, string>> Visitors = new()
    {
        ["nobody"] = whom => whom == For.Everybody ? "page" : "login",
        ["unverified"] = whom => whom == For.Everybody ? "page" : "login",
        ["disabled"] = whom => whom == For.Everybody ? "page" : "login",
        ["user"] = whom => whom <= For.Users ? "page" : "denied",
        ["operator"] = whom => whom <= For.Operators ? "page" : "denied",
        ["admin"] = _ => "page",
    };

    [Fact]
    public async Task Pages_AnyVisitor_GetWhatTheTableSays()
    {
        await using var app = await AppHost.StartAsync();
        var (_, user) = await app.UserAsync("user");
        var (_, some) = await app.OperatorAsync("operator");
        var (off, disabled) = await app.UserAsync("disabled");
        var wrong = new List<string>();
        foreach (var (who, expected) in Visitors)
        {
            using var visitor = new SiteVisitor(app.BaseAddress);
            if (who == "unverified")
            {
                await visitor.SignUpAsync(who, $"{who}@example.com");
                Assert.Equal("/verify", (await visitor.LogInAsync(who, ApiCalls.Password)).Location);
            }
            else if (who != "nobody")
            {
                var (name, password) = who == "admin" ? (AppHost.AdminName, AppHost.AdminPassword) : (who, ApiCalls.Password);
                Assert.Equal("/dashboard", (await visitor.LogInAsync(name, password)).Location);
            }

            if (who == "disabled")
            {
                await app.Services.GetRequiredService<UserService>().UpdateAsync(off, new UserChange(Disabled: true));
            }

            foreach (var row in Table)
            {
                var (status, _, location) = await visitor.GetAsync(row.Path);
                var got = location switch
                {
                    null => status == 200 ? "page" : $"{status}",
                    _ when location.StartsWith("/login", StringComparison.Ordinal) => "login",
                    "/denied" => "denied",
                    _ => location,
                };
                wrong.AddRange(got == expected(row.Whom) ? [] : [$"{who} {row.Path}: {got} instead of {expected(row.Whom)}"]);
            }
        }

        user.Dispose();
        some.Dispose();
        disabled.Dispose();
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Pages_AllOfThem_AreInTheTable()
    {
        await using var app = await AppHost.StartAsync();
        var pages = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'));
        Assert.Equal(Table.Select(row => row.Route).Concat(Apart).Order(), pages.Distinct().Order());
    }
}
