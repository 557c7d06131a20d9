using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using MudBlazor.Services;
using PeppaApi.Accounts;
using PeppaApi.Accounts.Operators;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Components.Account;
using PeppaApi.Components.Pages.Lookup;
using PeppaApi.Components.Pages.Prices;
using PeppaApi.Components.Pages.Search;
using PeppaApi.Components.Pages.Settings;
using PeppaApi.Components.Pages.Users;
using PeppaApi.Components.Shared;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Operations.Backups;
using PeppaApi.Operations.Work;
using PeppaApi.Settings;
using PeppaApi.Usage;

namespace PeppaApi.Components;

public static class SiteFeature
{
    private const int LargestMessage = 512 * 1024;
    private static readonly string[] Cultures = ["en", "zh-CN"];

    public static IHostApplicationBuilder AddSite(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        // A paste of some thousand keys, or a long list of models, is one message; at more than the usual 32 KB the connection would break.
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter;
            options.SnackbarConfiguration.VisibleStateDuration = 4000;
        });
        services.AddScoped<CircuitHandler, CircuitActor>();
        services.AddAntiforgery().AddHttpContextAccessor();
        services.AddOptions<AntiforgeryOptions>().Configure<IHttpContextAccessor>((options, contexts) => options.Cookie = new HostCookie(contexts, "peppa.antiforgery", SameSiteMode.Strict));
        services.AddPageCompression();
        services.AddLocalization();
        services.AddCascadingAuthenticationState();
        services.AddScoped<ReaderZone>();
        services.AddScoped<SettingTexts>();
        services.AddScoped<UserActs>();
        services.AddScoped<SiteSearch>();
        services.AddSingleton<VisibleTiers>();
        services.AddOptions<SiteOptions>().BindConfiguration("Site").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<VisitorGate>();
        services.Configure<RequestLocalizationOptions>(options => options
            .SetDefaultCulture(Cultures[0]).AddSupportedCultures(Cultures).AddSupportedUICultures(Cultures));
        return builder;
    }

    /// <summary>Pages for what goes wrong. Before the management API's own errors, which are for programs and win there.</summary>
    public static void UseSiteErrors(this WebApplication app)
    {
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
    }

    /// <summary>What pages need on their way, after authentication.</summary>
    public static void UseSite(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<VisitorGate>().RunAsync);
        app.UsePageCompression();
        app.UseRequestLocalization();
        app.Use(LeadToSetupAsync);
        app.Use(OnlyLookAsync);
        app.UseAntiforgery();
        app.Use(EndBadRequestsAsync);
    }

    public static void MapSite(this WebApplication app)
    {
        app.MapStaticAssets().Add(OpenLookupFiles);
        ResellerHosts.Open(app.MapGet("/look-up", () => new RazorComponentResult(typeof(LookupPage))).ExcludeFromDescription());
        app.MapGet("/logo", Logo).ExcludeFromDescription();
        app.MapGet("/culture", SetCulture).ExcludeFromDescription();
        app.MapPasskeys();
        app.MapExternal();
        app.MapGet("/setting/data/export", Export).RequireAuthorization(AccountPolicies.Confirmed).ExcludeFromDescription();
        app.MapGet("/log/export", (HttpContext context, UsageExports exports) => ExportedUsage(context, exports, ofAll: false)).RequireAuthorization().ExcludeFromDescription();
        app.MapGet("/admin/usage/export", (HttpContext context, UsageExports exports) => ExportedUsage(context, exports, ofAll: true)).RequireAuthorization(AccountPolicies.Operators).ExcludeFromDescription();
        app.MapGet("/admin/backup/{name}", DownloadBackupAsync).RequireAuthorization(AccountPolicies.AdminOnly, AccountPolicies.Confirmed).ExcludeFromDescription();
        app.MapPost("/logout", LogOutAsync).ExcludeFromDescription();
        app.MapPost("/admin/view/end", EndViewAsync).WithMetadata(new RequireAntiforgeryTokenAttribute()).RequireAuthorization(AccountPolicies.Operators).ExcludeFromDescription();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    /// <summary>Of the site's files, only those of the look-up page are there on reseller hosts.</summary>
    private static void OpenLookupFiles(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path } && path.StartsWith("lookup.", StringComparison.Ordinal))
        {
            ResellerHosts.Open(endpoint);
        }
    }

    /// <summary>Until there is an operator, every page is the set-up page.</summary>
    private static Task LeadToSetupAsync(HttpContext context, RequestDelegate next)
    {
        var isPage = HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
        if (isPage && context.Request.Path != "/setup" && context.Request.Path != "/culture" && !context.Request.Path.StartsWithSegments("/api")
            && context.RequestServices.GetRequiredService<SetupService>().IsNeeded)
        {
            context.Response.Redirect("/setup");
            return Task.CompletedTask;
        }

        return next(context);
    }

    /// <summary>A form that is none of ours ends here: a page about it would read the same form again.</summary>
    private static async Task EndBadRequestsAsync(HttpContext context, RequestDelegate next)
    {
        // Endpoints that are generated would read the form none the less, and fail.
        if (context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest);
            return;
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted && !context.Request.Path.StartsWithSegments("/api"))
        {
            await RefuseAsync(context, exception.StatusCode);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync("The request cannot be answered.", context.RequestAborted);
    }

    /// <summary>Its address changes with the picture, so that browsers may keep it.</summary>
    private static IResult Logo(HttpContext context, OperatorSettings settings)
    {
        if (settings.Get<ContentSettings>().Image is not { } image)
        {
            return Results.NotFound();
        }

        context.Response.Headers.CacheControl = "public, max-age=604800";
        return Results.Bytes(image.Bytes, image.ContentType);
    }

    private static IResult SetCulture(HttpContext context, string culture, string? returnUrl)
    {
        if (Cultures.Contains(culture))
        {
            CultureCookie.Set(context, culture);
        }

        return Results.LocalRedirect(LocalAddress.Or(returnUrl, "/"));
    }

    private static IResult Export(HttpContext context, OwnData data) =>
        Results.Stream(stream => data.WriteAsync(context.User.UserId(), stream, context.RequestAborted), "application/json", OwnData.FileName);

    private static IResult ExportedUsage(HttpContext context, UsageExports exports, bool ofAll) =>
        exports.Find(context.User.UserId(), ofAll) is { } file ? Results.File(file.Path, "text/csv; charset=utf-8", UsageCsv.FileName) : Results.NotFound();

    private static async Task<IResult> DownloadBackupAsync(string name, BackupService backups, CancellationToken cancellationToken)
    {
        if (backups.Find(name) is not { } path)
        {
            return Results.NotFound();
        }

        await backups.NoteDownloadAsync(name, cancellationToken);
        return Results.File(path, "application/zip", name);
    }

    /// <summary>Somebody else's page is made without writing anything.</summary>
    private static Task OnlyLookAsync(HttpContext context, RequestDelegate next)
    {
        if (ViewedUser.Is(context.Request.Path))
        {
            WriteGuard.Enter(() => true);
        }

        return next(context);
    }

    private static async Task<IResult> EndViewAsync(HttpContext context, ViewDesk views) =>
        Results.LocalRedirect(await views.EndAsync(context.User, context.RequestAborted) is { } id ? $"/admin/users/{id}" : "/admin/users");

    private static async Task<IResult> LogOutAsync(SignInManager<User> signIn, [FromForm] string? returnUrl)
    {
        await signIn.SignOutAsync();
        return Results.LocalRedirect(LocalAddress.Or(returnUrl, "/"));
    }
}
