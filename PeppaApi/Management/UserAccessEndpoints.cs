using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Accounts.Operators;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Data.Entities;

namespace PeppaApi.Management;

/// <summary>How a user gets in, for operators: role, two-step sign-in, sessions, history.</summary>
internal static class UserAccessEndpoints
{
    public static void MapUserAccess(this IEndpointRouteBuilder operators)
    {
        var user = operators.MapGroup("/users/{id:long}").WithTags("Users");
        user.MapPut("/role", SetRoleAsync).RequireAuthorization(AccountPolicies.ApiAdmin);
        user.MapDelete("/two-step", ResetTwoStepAsync);
        user.MapDelete("/sessions", SignOutAsync);
        user.MapGet("/sign-ins", ListAsync);
    }

    private static async Task<Results<Ok<UserBody>, NotFound>> SetRoleAsync(
        long id, RoleBody body, ClaimsPrincipal who, OperatorDesk desk, CancellationToken cancellationToken) =>
        await desk.SetRoleAsync(who, id, body.Role, cancellationToken) is { } user ? TypedResults.Ok(UserBody.Of(user)) : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> ResetTwoStepAsync(
        long id, ClaimsPrincipal who, OperatorDesk desk, CancellationToken cancellationToken) =>
        await desk.ResetTwoStepAsync(who, id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Results<Ok<SignedOutBody>, NotFound>> SignOutAsync(
        long id, ClaimsPrincipal who, OperatorDesk desk, CancellationToken cancellationToken) =>
        await desk.SignOutAsync(who, id, cancellationToken) is { } ended ? TypedResults.Ok(new SignedOutBody(ended)) : TypedResults.NotFound();

    private static async Task<Ok<PageOf<SignInBody>>> ListAsync(
        long id, [AsParameters] PageQuery page, SignInHistory history, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        return TypedResults.Ok(PageOf<SignInBody>.Of(await history.ListAsync(id, number, size, cancellationToken), SignInBody.Of));
    }

    internal sealed record RoleBody(string? Role);

    internal sealed record SignedOutBody(int Sessions);

    internal sealed record SignInBody(DateTimeOffset At, SignInMethod Method, SignInResultKind Result, string Device, string Address)
    {
        public static SignInBody Of(SignInView view) => new(view.At, view.Method, view.Result, view.Device, view.Address);
    }
}
