using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using PeppaApi.Accounts;
using Scalar.AspNetCore;

namespace PeppaApi.Management;

public static class ManagementFeature
{
    private const int LargestBody = 1024 * 1024;

    public static IHostApplicationBuilder AddManagement(this IHostApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi(options => ApiDescription.Configure(options));
        // Bad input becomes an exception in every environment, so that one place can name the field.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(options =>
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)));
        return builder;
    }

    public static void MapManagement(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/api/docs", DescribeOnOwnScripts).ExcludeFromDescription();

        // Closed unless a route opens itself: what is new here needs a key without being told to.
        var api = app.MapGroup("/api").RequireAuthorization(AccountPolicies.Api).WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        api.MapStatus();
        api.MapTokenLookup();
        api.MapMe();
        api.MapTokens();
        api.MapOwnRedemptions();
        api.MapOwnInvites();
        api.MapUsage();
        api.MapDrawings();
        api.MapOwnStatements();
        api.MapOwnTimeZone();
        api.MapAccessTokens();
        var operators = api.MapGroup("").RequireAuthorization(AccountPolicies.ApiOperators);
        operators.MapChannels();
        operators.MapChannelKeys();
        operators.MapGroups();
        operators.MapUsers();
        operators.MapUserAccess();
        operators.MapSignUps();
        operators.MapRedemptions();
        operators.MapStatements();
        operators.MapLimits();
        operators.MapReport();
        operators.MapOverview();
        operators.MapWork();
        operators.MapLedger();
        operators.MapRefunds();
        operators.MapAllDrawings();
        var admin = api.MapGroup("").RequireAuthorization(AccountPolicies.ApiAdmin);
        admin.MapPrices();
        admin.MapAuditLog();
        admin.MapSettings();
        admin.MapMail();
        admin.MapBackups();
        admin.MapAgreement();
    }

    /// <summary>The reference starts with a script in the page, which the site's policy forbids: this one page names its own.</summary>
    private static void DescribeOnOwnScripts(ScalarOptions options, HttpContext context)
    {
        var nonce = RandomNumberGenerator.GetHexString(32);
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            + "font-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";
        options.WithTitle("PeppaApi management API").WithNonce(nonce).DisableDefaultFonts();
    }
}
