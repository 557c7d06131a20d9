using PeppaApi.Mail;
using PeppaApi.Settings;

namespace PeppaApi.Channels;

/// <summary>Where the operator is told of channels and keys that go out of use or come back.</summary>
/// <param name="MailTo">An address; empty is no mail.</param>
/// <param name="WebhookUrl">Gets <c>{"events":[...]}</c> by POST; empty is none.</param>
public sealed record ChannelNoticeSettings(string MailTo, string WebhookUrl) : IOperatorSettings<ChannelNoticeSettings>
{
    public static string Name => "channel-notices";

    public static ChannelNoticeSettings Default { get; } = new("", "");

    public ChannelNoticeSettings Checked()
    {
        var (mail, webhook) = (MailTo?.Trim() ?? "", WebhookUrl?.Trim() ?? "");
        InputException.Require(mail.Length == 0 || MailAddresses.IsValid(mail), "mailTo", "This is no mail address.");
        InputException.Require(
            webhook.Length == 0 || (Uri.TryCreate(webhook, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"),
            "webhookUrl",
            "A webhook is like https://example.com/hook.");
        return new ChannelNoticeSettings(mail, webhook);
    }
}
