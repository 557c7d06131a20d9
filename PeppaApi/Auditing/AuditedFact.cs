using System.Globalization;
using Microsoft.AspNetCore.Identity;
using PeppaApi.Data.Entities;

namespace PeppaApi.Auditing;

/// <summary>What of a stored fact goes into the audit log when somebody changes it.</summary>
/// <param name="Noun">The first word of the act.</param>
/// <param name="Subject">The name by which people know it.</param>
/// <param name="Shown">Properties whose values are written down.</param>
/// <param name="Secret">Properties of which only is said that they changed.</param>
/// <param name="OnlyByOthers">Whose own changes are not written down: those of the user with this id.</param>
internal sealed record AuditedFact(
    string Noun, Func<object, string> Subject, string[] Shown, string[] Secret, Func<object, long>? OnlyByOthers = null, bool WhenAdded = true)
{
    /// <summary>Of users and tokens alike; credit in nano-dollars.</summary>
    private static readonly string[] Limits =
    [
        nameof(User.RequestsPerMinute), nameof(User.TokensPerMinute), nameof(User.Concurrency), nameof(User.CreditPerDay), nameof(User.CreditPerWeek), nameof(User.CreditPerMonth),
    ];

    private static readonly Dictionary<Type, AuditedFact> Known = new()
    {
        [typeof(User)] = Of<User>(
            "user", user => user.UserName!,
            [nameof(User.UserName), nameof(User.Email), nameof(User.EmailConfirmed), nameof(User.GroupName), nameof(User.Disabled), nameof(User.TwoFactorEnabled), .. Limits],
            [nameof(User.PasswordHash)]),
        [typeof(IdentityUserPasskey<long>)] = Of<IdentityUserPasskey<long>>("passkey", passkey => passkey.Data?.Name ?? "", [], []),
        [typeof(IdentityUserLogin<long>)] = Of<IdentityUserLogin<long>>("login", login => login.ProviderDisplayName ?? login.LoginProvider, [], []),
        [typeof(AccessToken)] = Of<AccessToken>("access_token", token => token.Name, [nameof(AccessToken.UserId)], []),
        [typeof(ApiToken)] = Of<ApiToken>(
            "token", token => token.Name,
            [
                nameof(ApiToken.UserId), nameof(ApiToken.Name), nameof(ApiToken.Limit), nameof(ApiToken.ExpiresAt), nameof(ApiToken.Models), nameof(ApiToken.AllowedAddresses),
                nameof(ApiToken.Enabled), nameof(ApiToken.DeletedAt), .. Limits,
            ],
            [])
            with
        { OnlyByOthers = fact => ((ApiToken)fact).UserId },
        [typeof(Group)] = Of<Group>("group", group => group.Name, [nameof(Group.MultiplierParts), nameof(Group.PriceFen), nameof(Group.IncludedCredit)], []),
        [typeof(Channel)] = Of<Channel>(
            "channel", channel => channel.Name,
            [
                nameof(Channel.Name), nameof(Channel.Provider), nameof(Channel.BaseUrl), nameof(Channel.Models), nameof(Channel.ModelMapping), nameof(Channel.Groups),
                nameof(Channel.Priority), nameof(Channel.Weight), nameof(Channel.Enabled), nameof(Channel.CostMultiplierParts), nameof(Channel.ClientGone),
                nameof(Channel.Tags), nameof(Channel.Concurrency), nameof(Channel.RequestsPerMinute), nameof(Channel.TokensPerMinute), nameof(Channel.SystemPrompt),
                nameof(Channel.SetMembers), nameof(Channel.DefaultMembers), nameof(Channel.RemovedMembers), nameof(Channel.StatusMapping),
            ],
            [nameof(Channel.ProtectedHeaders), nameof(Channel.ProtectedProxy)]),
        [typeof(ChannelKey)] = Of<ChannelKey>("channel_key", key => "…" + key.Hint, [nameof(ChannelKey.ChannelId), nameof(ChannelKey.SetAsideReason), nameof(ChannelKey.Disabled)], [nameof(ChannelKey.Protected)]),
        [typeof(ModelPrice)] = Of<ModelPrice>(
            "price", price => price.Model,
            [
                nameof(ModelPrice.EffectiveFrom), nameof(ModelPrice.InputPerMillion), nameof(ModelPrice.OutputPerMillion), nameof(ModelPrice.CachedInputPerMillion),
                nameof(ModelPrice.CacheWritePerMillion), nameof(ModelPrice.CacheWriteHourPerMillion), nameof(ModelPrice.ReasoningPerMillion), nameof(ModelPrice.AudioInputPerMillion),
                nameof(ModelPrice.AudioOutputPerMillion), nameof(ModelPrice.ImageInputPerMillion), nameof(ModelPrice.ImageOutputPerMillion), nameof(ModelPrice.Tiers),
                nameof(ModelPrice.PerCall), nameof(ModelPrice.PerImage), nameof(ModelPrice.ImagePrices), nameof(ModelPrice.PerSecond), nameof(ModelPrice.CharactersPerMillion),
                nameof(ModelPrice.PerUnit), nameof(ModelPrice.DiscountParts), nameof(ModelPrice.MaxOutputTokens), nameof(ModelPrice.Note),
            ],
            []),
        [typeof(RedemptionBatch)] = Of<RedemptionBatch>(
            "redemption_batch", batch => batch.Name, [nameof(RedemptionBatch.Amount), nameof(RedemptionBatch.GroupName), nameof(RedemptionBatch.ExpiresAt), nameof(RedemptionBatch.PerUserLimit)], []),
        [typeof(Agreement)] = Of<Agreement>("agreement", agreement => agreement.Version.ToString(CultureInfo.InvariantCulture), [nameof(Agreement.CreatedAt)], []),
        [typeof(Announcement)] = Of<Announcement>(
            "announcement", announcement => announcement.EnglishTitle.Length > 0 ? announcement.EnglishTitle : announcement.ChineseTitle,
            [
                nameof(Announcement.Severity), nameof(Announcement.EnglishTitle), nameof(Announcement.ChineseTitle), nameof(Announcement.English), nameof(Announcement.Chinese),
                nameof(Announcement.ForVisitors), nameof(Announcement.ShownFrom), nameof(Announcement.ShownUntil),
            ],
            []),
        [typeof(Setting)] = Of<Setting>("setting", setting => setting.Name, [nameof(Setting.Value)], []),
    };

    public static AuditedFact? For(object fact) => Known.GetValueOrDefault(fact.GetType());

    private static AuditedFact Of<T>(string noun, Func<T, string> subject, string[] shown, string[] secret) =>
        new(noun, fact => subject((T)fact), shown, secret);
}
