using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Credits;
using PeppaApi.Ledger;
using PeppaApi.Redemptions;
using PeppaApi.Settings;

namespace PeppaApi.Management;

internal static class RedemptionEndpoints
{
    public static void MapOwnRedemptions(this IEndpointRouteBuilder api) => api.MapPost("/me/redemptions", RedeemAsync).WithTags("Me");

    public static void MapRedemptions(this IEndpointRouteBuilder admin)
    {
        var codes = admin.MapGroup("/redemption-codes").WithTags("Redemption codes");
        codes.MapPost("", CreateAsync);
        codes.MapGet("", ListCodesAsync);
        codes.MapPut("/{id:long}", SwitchAsync);
        codes.MapDelete("/{id:long}", DeleteAsync);
        codes.MapGet("/batches", ListAsync);
        codes.MapPut("/batches/{id:long}", SwitchBatchAsync);
        codes.MapDelete("/batches/{id:long}", DeleteUnusedAsync);
    }

    private static async Task<Results<Ok<RedeemedBody>, ProblemHttpResult>> RedeemAsync(
        RedemptionBody body, ClaimsPrincipal who, HttpContext context, RedemptionService redemptions)
    {
        var result = await redemptions.RedeemAsync(who.UserId(), Fields.Needed(body.Code, "code"), context.Connection.RemoteIpAddress);
        switch (result.Outcome)
        {
            case RedeemOutcome.Redeemed:
                return TypedResults.Ok(new RedeemedBody(Credit.ToUsd(result.Amount), result.GrantId, result.Group));
            case RedeemOutcome.TooManyGuesses:
                context.Response.Headers.RetryAfter = GuessLimiter.Window.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                return TypedResults.Problem("Too many codes that do not exist. Try again in ten minutes.", statusCode: StatusCodes.Status429TooManyRequests);
            default:
                throw new InputException("code", Refusal(result.Outcome));
        }
    }

    private static string Refusal(RedeemOutcome outcome) => outcome switch
    {
        RedeemOutcome.AlreadyRedeemed => "This code has been redeemed already.",
        RedeemOutcome.Expired => "This code has expired.",
        RedeemOutcome.Disabled => "This code is disabled. Ask whoever sold it.",
        RedeemOutcome.LimitReached => "You have redeemed as many codes of this batch as one user may.",
        RedeemOutcome.TierNotBetter => "You have this tier or a better one. The code was not used and works for somebody else.",
        RedeemOutcome.UserDisabled => "Your account is disabled.",
        _ => "There is no such code. Check it for typing mistakes.",
    };

    private static async Task<Created<CreatedBatchBody>> CreateAsync(BatchBody body, RedemptionBatches batches, CancellationToken cancellationToken)
    {
        var created = await batches.CreateAsync(body.ToBatch(), cancellationToken);
        return TypedResults.Created($"/api/redemption-codes?batchId={created.Id}", new CreatedBatchBody(created.Id, created.Codes));
    }

    private static async Task<Ok<PageOf<CodeBody>>> ListCodesAsync(
        [AsParameters] PageQuery page, long? batchId, string? search, RedemptionBatches batches, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        return TypedResults.Ok(PageOf<CodeBody>.Of(await batches.ListCodesAsync(batchId, search, number, size, cancellationToken), CodeBody.Of));
    }

    private static async Task<Ok<PageOf<BatchViewBody>>> ListAsync([AsParameters] PageQuery page, RedemptionBatches batches, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        return TypedResults.Ok(PageOf<BatchViewBody>.Of(await batches.ListAsync(number, size, cancellationToken), BatchViewBody.Of));
    }

    private static async Task<Results<NoContent, NotFound>> SwitchAsync(long id, SwitchBody body, RedemptionBatches batches, CancellationToken cancellationToken) =>
        await batches.SetEnabledAsync(id, Fields.Needed(body.Enabled, "enabled"), cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(long id, RedemptionBatches batches, CancellationToken cancellationToken) =>
        await batches.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Ok<ChangedBody>> SwitchBatchAsync(long id, SwitchBody body, RedemptionBatches batches, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ChangedBody(await batches.SetBatchEnabledAsync(id, Fields.Needed(body.Enabled, "enabled"), cancellationToken)));

    private static async Task<Ok<ChangedBody>> DeleteUnusedAsync(long id, RedemptionBatches batches, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ChangedBody(await batches.DeleteUnusedAsync(id, cancellationToken)));

    internal sealed record RedemptionBody(string? Code);

    /// <param name="Group">The group that the code gave, if it gave one.</param>
    internal sealed record RedeemedBody(decimal AmountUsd, long? GrantId, string? Group);

    internal sealed record SwitchBody(bool? Enabled);

    /// <param name="Changed">How many unredeemed codes were.</param>
    internal sealed record ChangedBody(int Changed);

    /// <param name="AmountUsd">May be left out with a group: then it is the credit that the group includes.</param>
    internal sealed record BatchBody(string? Name, int? Count, decimal? AmountUsd, string? Group, DateTimeOffset? ExpiresAt, int? PerUserLimit)
    {
        public NewRedemptionBatch ToBatch() => new(
            Fields.Needed(Name, "name"), Fields.Needed(Count, "count"), Amount(), ExpiresAt, PerUserLimit, Group);

        // A tier brings its own credit unless told otherwise, and may bring none.
        private long? Amount() => Group is null || AmountUsd is not (null or 0)
            ? Fields.Amount(AmountUsd, "amountUsd", CreditLedger.LargestGrant)
            : AmountUsd is null ? null : 0;
    }

    /// <param name="Codes">The whole codes: here and never again.</param>
    internal sealed record CreatedBatchBody(long Id, IReadOnlyList<string> Codes);

    internal sealed record BatchViewBody(
        long Id, string Name, decimal AmountUsd, string? Group, DateTimeOffset? ExpiresAt, int? PerUserLimit, DateTimeOffset CreatedAt, int Count, int Redeemed, int Disabled)
    {
        public static BatchViewBody Of(RedemptionBatchView batch) => new(
            batch.Id, batch.Name, Credit.ToUsd(batch.Amount), batch.Group, batch.ExpiresAt, batch.PerUserLimit, batch.CreatedAt, batch.Count, batch.Redeemed, batch.Disabled);
    }

    internal sealed record CodeBody(
        long Id, long BatchId, string Prefix, decimal AmountUsd, string? Group, bool Enabled, DateTimeOffset? ExpiresAt, long? RedeemedBy, DateTimeOffset? RedeemedAt, long? GrantId)
    {
        public static CodeBody Of(RedemptionCodeView code) => new(
            code.Id, code.BatchId, code.Prefix, Credit.ToUsd(code.Amount), code.Group, code.Enabled, code.ExpiresAt, code.RedeemedBy, code.RedeemedAt, code.GrantId);
    }
}
