using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Mail;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SignUps;

/// <summary>What must hold before a sign-up begins. No rule looks whether a name or mail address exists.</summary>
internal sealed class SignUpRules(OperatorSettings settings, TimeProvider time)
{
    public SignUpSettings Settings => settings.Get<SignUpSettings>();

    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public void CheckForm(SignUpInput input)
    {
        InputException.Require(Settings.Mode != SignUpMode.Closed, "mode", SignUpText.Closed);
        UserInput.CheckName(input.UserName);
        CheckMail(input.Email);
        UserInput.CheckPassword(input.Password);
        InputException.Require(input.AgreementVersion > 0, "agreement", SignUpText.AcceptAgreement);
    }

    /// <returns>Who invited them, if anybody did.</returns>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<long?> CheckAsync(PeppaDbContext context, SignUpInput input, CancellationToken cancellationToken)
    {
        await CheckAgreementAsync(context, input.AgreementVersion, cancellationToken);
        await CheckLimitsAsync(context, input, cancellationToken);
        var inviter = string.IsNullOrWhiteSpace(input.InviteCode)
            ? null
            : await context.Users.Where(user => user.InviteCode == input.InviteCode.Trim() && !user.Disabled).Select(user => (long?)user.Id).SingleOrDefaultAsync(cancellationToken);
        InputException.Require(Settings.Mode != SignUpMode.InviteOnly || inviter is not null, "inviteCode", SignUpText.InviteNeeded);
        return inviter;
    }

    private void CheckMail(string email)
    {
        UserInput.CheckEmail(email);
        InputException.Require(MailAddresses.IsValid(email), "email", SignUpText.BadMail);
        var domain = MailPerson.Domain(email);
        InputException.Require(
            Settings.AllowedDomains.Count == 0 || MailDomains.IsOn(Settings.AllowedDomains.ToHashSet(), domain), "email", SignUpText.DomainNotAllowed);
        InputException.Require(
            !MailDomains.IsOn(Settings.BlockedDomains.ToHashSet(), domain) && !(Settings.RefuseThrowAway && MailDomains.IsThrowAway(domain)),
            "email",
            SignUpText.DomainBlocked);
    }

    private static async Task CheckAgreementAsync(PeppaDbContext context, int version, CancellationToken cancellationToken)
    {
        var latest = await context.Agreements.MaxAsync(agreement => agreement.Version, cancellationToken);
        InputException.Require(latest == version, "agreement", SignUpText.AgreementChanged);
    }

    private async Task CheckLimitsAsync(PeppaDbContext context, SignUpInput input, CancellationToken cancellationToken)
    {
        var anHourAgo = time.GetUtcNow().AddHours(-1);
        var (place, person) = (SignUpInput.Place(input.Address), Settings.PersonKey(input.Email));
        var here = place is null ? 0 : await context.SignUps.CountAsync(row => row.Address == place && row.CreatedAt > anHourAgo, cancellationToken);
        var same = await context.SignUps.CountAsync(row => row.PersonKey == person && row.CreatedAt > anHourAgo, cancellationToken);
        InputException.Require(here < Settings.PerAddressHourly && same < Settings.PerMailHourly, "limit", SignUpText.TooMany);
    }

    /// <summary>Whether the name, or one that looks like it, is a user's.</summary>
    public static Task<bool> IsNameTakenAsync(PeppaDbContext context, string name, CancellationToken cancellationToken)
    {
        var (normal, skeleton) = (name.Normalize().ToUpperInvariant(), LookAlike.Skeleton(name));
        return context.Users.AnyAsync(user => user.NormalizedUserName == normal || user.NameSkeleton == skeleton, cancellationToken);
    }

    public static Task<bool> IsMailTakenAsync(PeppaDbContext context, SignUp row, CancellationToken cancellationToken)
    {
        var normal = row.Email.Normalize().ToUpperInvariant();
        return context.Users.AnyAsync(user => user.NormalizedEmail == normal || user.PersonKey == row.PersonKey, cancellationToken);
    }
}
