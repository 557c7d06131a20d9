using PeppaApi.Mail;
using PeppaApi.Resources;

namespace PeppaApi.Channels;

/// <summary>Tells an operator which channels and keys went out of use or came back.</summary>
internal sealed record ChannelNoticeMail(IReadOnlyList<ChannelNotice> Notices) : MailTemplate
{
    internal override MailContent Write(MailWords words) => new(
        words[nameof(MailTemplateText.ChannelNoticeSubject), words.SiteName],
        [
            words[nameof(MailTemplateText.ChannelNoticeBody)],
            .. Notices.Select(notice => words[
                nameof(MailTemplateText.ChannelNoticeLine), words.Moment(notice.At), notice.Channel, words[nameof(MailTemplateText.ChannelNoticeLine) + notice.Kind], notice.KeyId is { } key ? $"#{key}" : "", notice.Reason]),
        ],
        Note: words[nameof(MailTemplateText.ChannelNoticeNote)]);
}
