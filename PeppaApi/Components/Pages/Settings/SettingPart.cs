using Microsoft.Extensions.Localization;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Channels;
using PeppaApi.Ledger;
using PeppaApi.Redemptions;
using PeppaApi.Resources;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Components.Pages.Settings;

/// <summary>One part of the operator's settings: where its fields are, under which name it is kept, and by which words it is found.</summary>
/// <param name="Setting">The name in the database and in the audit log.</param>
/// <param name="Section">The component with its fields; none where they have a page of their own.</param>
internal sealed record SettingPart(string Setting, Type? Section, Func<SettingTexts, IEnumerable<LocalizedString>> Words, string Page = "/admin/settings")
{
    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<SettingPart> All { get; } =
    [
        new(SiteSettings.Name, typeof(SiteSection), texts => texts.Of(nameof(OperatorText.Site), nameof(OperatorText.SiteName), nameof(OperatorText.SiteNameHint), nameof(OperatorText.SiteAddress), nameof(OperatorText.SiteAddressHint))),
        new(AddressSettings.Name, typeof(AddressSection), texts => texts.OfAddresses(nameof(AddressText.Title), nameof(AddressText.Lead), nameof(AddressText.Address), nameof(AddressText.Kind), nameof(AddressText.ResellerLead))),
        new(SignUpSettings.Name, typeof(SignUpSection), texts => texts.Of(nameof(OperatorText.SignUp), nameof(OperatorText.SignUpMode), nameof(OperatorText.OneAccount), nameof(OperatorText.PerAddress), nameof(OperatorText.PerMail), nameof(OperatorText.AllowedDomains), nameof(OperatorText.BlockedDomains), nameof(OperatorText.RefuseThrowAway))),
        new(TurnstileSettings.Name, typeof(TurnstileSection), texts => texts.Of(nameof(OperatorText.Turnstile), nameof(OperatorText.TurnstileLead), nameof(OperatorText.SiteKey), nameof(OperatorText.Secret))),
        new(TopUpSettings.Name, typeof(TopUpSection), texts => texts.Of(nameof(OperatorText.TopUp), nameof(OperatorText.Rate), nameof(OperatorText.RateHint), nameof(OperatorText.ShopUrl), nameof(OperatorText.AddOffer), nameof(OperatorText.Yuan), nameof(OperatorText.Dollars))),
        new(GiftSettings.Name, typeof(GiftsSection), texts => texts.Of(nameof(OperatorText.Gifts), nameof(OperatorText.SignUpUsd), nameof(OperatorText.SignUpDays), nameof(OperatorText.InviteUsd), nameof(OperatorText.InviteDays), nameof(OperatorText.TopUpShare))),
        new(LimitSettings.Name, typeof(LimitsSection), texts => texts.OfLimits(nameof(LimitsText.Limits), nameof(LimitsText.EveryUser), nameof(LimitsText.Exempt), nameof(LimitsText.ExemptHint))),
        new(TimeSettings.Name, typeof(TimeSection), texts => texts.Of(nameof(OperatorText.Time), nameof(OperatorText.TimeZone), nameof(OperatorText.TimeZoneHint))),
        new(RetentionSettings.Name, typeof(RetentionSection), texts => texts.Of(nameof(OperatorText.Retention), nameof(OperatorText.UsageDays), nameof(OperatorText.UsageDaysHint))),
        new(ChannelNoticeSettings.Name, typeof(ChannelNoticesSection), texts => texts.Of(nameof(OperatorText.ChannelNotices), nameof(OperatorText.NoticeMail), nameof(OperatorText.NoticeWebhook))),
        new("drawing", typeof(DrawingSection), texts => texts.Of(nameof(OperatorText.Drawings), nameof(OperatorText.DrawingLinks), nameof(OperatorText.DrawingTimeout), nameof(OperatorText.DrawingCallbacks), nameof(OperatorText.DrawingPass))),
        new(BalanceRouteSettings.Name, typeof(BalanceSection), texts => texts.Of(nameof(OperatorText.BalanceRoutes), nameof(OperatorText.BalanceFigures))),
        new("mail", null, texts => texts.OfSite(nameof(SiteText.Mails)), "/admin/mail"),
        new("backup", null, texts => texts.OfSite(nameof(SiteText.Backup)), "/admin/backup"),
        new(ContentSettings.Name, null, texts => texts.OfSite(nameof(SiteText.SiteContent)), "/admin/content"),
    ];

    public string Title(SettingTexts texts) => Words(texts).First().Value;

    /// <summary>Whether each word of the search is somewhere among its own.</summary>
    public bool Matches(SettingTexts texts, string? search)
    {
        var all = string.Join('\n', Words(texts).Select(word => word.Value).Prepend(Setting));
        return (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => all.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>The words of the settings in the reader's language.</summary>
public sealed class SettingTexts(
    IStringLocalizer<OperatorText> texts, IStringLocalizer<AddressText> addresses, IStringLocalizer<LimitsText> limits, IStringLocalizer<SiteText> site)
{
    internal IEnumerable<LocalizedString> Of(params string[] keys) => keys.Select(key => texts[key]);

    internal IEnumerable<LocalizedString> OfAddresses(params string[] keys) => keys.Select(key => addresses[key]);

    internal IEnumerable<LocalizedString> OfLimits(params string[] keys) => keys.Select(key => limits[key]);

    internal IEnumerable<LocalizedString> OfSite(params string[] keys) => keys.Select(key => site[key]);
}
