using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using PeppaApi.Accounts;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Data.Entities;

namespace PeppaApi.Components.Account;

/// <summary>What peppa.js asks for before it asks the device. The answer goes to the page's own form.</summary>
internal static class PasskeyEndpoints
{
    public static void MapPasskeys(this IEndpointRouteBuilder app)
    {
        var passkeys = app.MapGroup("/passkeys").ExcludeFromDescription().AddEndpointFilter(RequireTokenAsync);
        passkeys.MapPost("/creation-options", CreationOptionsAsync).RequireAuthorization(AccountPolicies.Confirmed);
        passkeys.MapPost("/request-options", async (PasskeyService service) => Json(await service.RequestOptionsAsync()));
    }

    private static async Task<IResult> CreationOptionsAsync(HttpContext context, UserManager<User> users, PasskeyService service) =>
        await users.GetUserAsync(context.User) is { } user ? Json(await service.CreationOptionsAsync(user)) : Results.Unauthorized();

    private static IResult Json(string text) => Results.Text(text, "application/json");

    /// <summary>No form is read here, so that the framework does not look for the token itself.</summary>
    private static async ValueTask<object?> RequireTokenAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var antiforgery = context.HttpContext.RequestServices.GetRequiredService<IAntiforgery>();
        return await antiforgery.IsRequestValidAsync(context.HttpContext) ? await next(context) : Results.BadRequest();
    }
}
