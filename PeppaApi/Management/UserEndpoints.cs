using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Accounts.Operators;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Management;

internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder admin)
    {
        var users = admin.MapGroup("/users").WithTags("Users");
        users.MapPost("", CreateAsync);
        users.MapGet("", ListAsync);
        users.MapGet("/{id:long}", GetAsync);
        users.MapPut("/{id:long}", PutAsync);
        users.MapGet("/{id:long}/balance", BalanceAsync);
        users.MapPost("/{id:long}/grants", GrantAsync);
        users.MapPost("/{id:long}/tokens", CreateTokenAsync);
    }

    private static async Task<Created<UserBody>> CreateAsync(
        NewUserBody body, ClaimsPrincipal who, OperatorDesk desk, CancellationToken cancellationToken)
    {
        var user = await desk.CreateAsync(who, body.ToNewUser(), cancellationToken);
        return TypedResults.Created($"/api/users/{user.Id}", UserBody.Of(user));
    }

    private static async Task<Ok<PageOf<UserBody>>> ListAsync(
        [AsParameters] PageQuery page, string? search, UserService users, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        return TypedResults.Ok(PageOf<UserBody>.Of(await users.ListAsync(search, number, size, cancellationToken), UserBody.Of));
    }

    private static async Task<Results<Ok<UserBody>, NotFound>> GetAsync(long id, UserService users, CancellationToken cancellationToken) =>
        await users.GetAsync(id, cancellationToken) is { } user ? TypedResults.Ok(UserBody.Of(user)) : TypedResults.NotFound();

    private static async Task<Results<Ok<UserBody>, NotFound>> PutAsync(
        long id, UserChange body, ClaimsPrincipal who, OperatorDesk desk, CancellationToken cancellationToken) =>
        await desk.UpdateAsync(who, id, body, cancellationToken) is { } user ? TypedResults.Ok(UserBody.Of(user)) : TypedResults.NotFound();

    private static async Task<Results<Ok<BalanceBody>, NotFound>> BalanceAsync(
        long id, UserService users, BalanceReader balances, CancellationToken cancellationToken) =>
        await users.GetAsync(id, cancellationToken) is null
            ? TypedResults.NotFound()
            : TypedResults.Ok(BalanceBody.Of(await balances.GetAsync(id, cancellationToken)));

    private static async Task<Results<Created<GrantedBody>, Ok<WithdrawnBody>, NotFound>> GrantAsync(
        long id, GrantBody body, ClaimsPrincipal who, OperatorDesk desk, CancellationToken cancellationToken)
    {
        body.Check();
        if (body.AmountUsd < 0)
        {
            return await WithdrawAsync(id, body, who, desk, cancellationToken) is { } withdrawn ? TypedResults.Ok(withdrawn) : TypedResults.NotFound();
        }

        var grant = body.ToGrant(id);
        return await desk.GrantAsync(who, grant, cancellationToken) is { } grantId
            ? TypedResults.Created($"/api/users/{id}/balance", new GrantedBody(grantId, grant.Kind, body.AmountUsd, grant.ExpiresAt, grant.Reason))
            : TypedResults.NotFound();
    }

    private static async Task<WithdrawnBody?> WithdrawAsync(
        long id, GrantBody body, ClaimsPrincipal who, OperatorDesk desk, CancellationToken cancellationToken)
    {
        var amount = Fields.Amount(-body.AmountUsd, "amountUsd", CreditLedger.LargestGrant);
        InputException.Require(!string.IsNullOrWhiteSpace(body.Reason), "reason", "Say why the credit is taken back; the user sees it.");
        if (await desk.WithdrawAsync(who, id, amount, body.Reason!.Trim(), cancellationToken) is not { } result)
        {
            return null;
        }

        InputException.Require(
            result.Withdrawn, "amountUsd", $"Only {CreditFormat.Exact(result.Available)} is unspent and not held. Nothing was taken.");
        return new WithdrawnBody(-body.AmountUsd!.Value, Credit.ToUsd(result.Available - amount), body.Reason!.Trim());
    }

    private static async Task<Results<Created<CreatedTokenBody>, NotFound>> CreateTokenAsync(
        long id, TokenBody body, ClaimsPrincipal who, OperatorDesk desk, TokenService tokens, CancellationToken cancellationToken)
    {
        if (!await desk.MayPayAsync(who, id, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        var created = await tokens.CreateAsync(id, body.ToSpec(), cancellationToken);
        return TypedResults.Created($"/api/me/tokens/{created.Id}", CreatedTokenBody.Of(created));
    }

    internal sealed record NewUserBody(string? UserName, string? Email, string? Password, string? Group, bool? EmailConfirmed, bool? Admin)
    {
        public NewUser ToNewUser() => new(
            Fields.Needed(UserName, "userName"),
            Fields.Needed(Email, "email"),
            Fields.Needed(Password, "password"),
            Group,
            EmailConfirmed ?? false,
            Admin ?? false);
    }

    /// <param name="AmountUsd">Below zero takes unspent credit back, with a reason.</param>
    /// <param name="Kind">None is an adjustment.</param>
    internal sealed record GrantBody(decimal? AmountUsd, DateTimeOffset? ExpiresAt, string? Reason, GrantKind? Kind)
    {
        public void Check()
        {
            InputException.Require(Reason is null or { Length: <= 300 }, "reason", "A reason has at most 300 characters.");
            InputException.Require(
                Kind is null or GrantKind.Gift or GrantKind.Payment or GrantKind.Adjustment,
                "kind",
                "An operator gives a gift, a payment or an adjustment; the other kinds come from what they are named after.");
            if (AmountUsd < 0)
            {
                InputException.Require(Kind is null or GrantKind.Adjustment, "kind", "Only an adjustment is below zero.");
                InputException.Require(ExpiresAt is null, "expiresAt", "What is taken back does not expire.");
            }
        }

        public NewGrant ToGrant(long userId) => new(
            userId, Kind ?? GrantKind.Adjustment, Fields.Amount(AmountUsd, "amountUsd", CreditLedger.LargestGrant), ExpiresAt, Reason);
    }

    internal sealed record WithdrawnBody(decimal WithdrawnUsd, decimal AvailableUsd, string Reason);

    internal sealed record GrantedBody(long Id, GrantKind Kind, decimal? AmountUsd, DateTimeOffset? ExpiresAt, string? Reason);
}
