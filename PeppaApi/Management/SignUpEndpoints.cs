using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts.Agreements;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;

namespace PeppaApi.Management;

/// <summary>Who signed up, and what they accepted.</summary>
internal static class SignUpEndpoints
{
    public static void MapSignUps(this IEndpointRouteBuilder operators)
    {
        var signUps = operators.MapGroup("/sign-ups").WithTags("Sign-ups");
        signUps.MapGet("", ListAsync);
        signUps.MapPost("/{id:long}/confirm", ConfirmAsync);
    }

    public static void MapAgreement(this IEndpointRouteBuilder admin)
    {
        var agreement = admin.MapGroup("/settings/agreement").WithTags("Settings");
        agreement.MapGet("", GetAgreementAsync);
        agreement.MapPut("", PutAgreementAsync);
    }

    private static async Task<Ok<PageOf<SignUpBody>>> ListAsync([AsParameters] PageQuery page, string? filter, SignUpDesk desk, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        var which = Fields.Word<SignUpFilter>(filter, "filter") ?? SignUpFilter.All;
        return TypedResults.Ok(PageOf<SignUpBody>.Of(await desk.ListAsync(which, number, size, cancellationToken), SignUpBody.Of));
    }

    private static async Task<Results<NoContent, NotFound>> ConfirmAsync(long id, SignUpDesk desk, CancellationToken cancellationToken) =>
        await desk.ConfirmAsync(id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Ok<AgreementView>> GetAgreementAsync(AgreementService agreements, CancellationToken cancellationToken) =>
        TypedResults.Ok(await agreements.StoredAsync(cancellationToken));

    private static async Task<Ok<AgreementView>> PutAgreementAsync(AgreementBody body, AgreementService agreements, CancellationToken cancellationToken)
    {
        await agreements.PublishAsync(Fields.Needed(body.Version, "version"), body.English, body.Chinese, cancellationToken);
        return TypedResults.Ok(await agreements.StoredAsync(cancellationToken));
    }

    /// <param name="Version">The version that was edited; the new one is one more.</param>
    internal sealed record AgreementBody(int? Version, string? English, string? Chinese);

    internal sealed record SignUpBody(
        long Id, string UserName, string Email, SignUpState State, string? Address, string? InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt, long? UserId, decimal RewardUsd, NoReward? NoReward)
    {
        public static SignUpBody Of(SignUpRow row) => new(
            row.Id, row.UserName, row.Email, row.State, row.Address, row.Inviter, row.CreatedAt, row.CompletedAt, row.UserId, Credit.ToUsd(row.Reward), row.NoReward);
    }
}
