using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace PeppaApi.Mail;

/// <summary>
/// The one form of all mails: a single column that a phone shows whole, without pictures, scripts or anything loaded
/// from elsewhere. Mail programs know no style sheets, so the styles are in the page.
/// </summary>
internal static class MailLayout
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string ToText(MailContent content, MailWords words)
    {
        var text = new StringBuilder();
        foreach (var part in Parts(content))
        {
            text.Append(part).Append("\r\n\r\n");
        }

        return text.Append("-- \r\n").Append(words.SiteName).Append("\r\n").ToString();
    }

    public static string ToHtml(MailContent content, MailWords words)
    {
        var body = new StringBuilder();
        foreach (var paragraph in content.Paragraphs)
        {
            body.Append("<p style=\"margin:0 0 16px\">").Append(Encoder.Encode(paragraph)).Append("</p>\n");
        }

        if (content.Code is { } code)
        {
            body.Append("<p style=\"margin:0 0 16px;font:600 32px/1.3 ui-monospace,Menlo,Consolas,monospace;letter-spacing:6px\">").Append(Encoder.Encode(code)).Append("</p>\n");
        }

        if (content.Link is { } link)
        {
            var address = Encoder.Encode(link.Address.AbsoluteUri);
            body.Append("<p style=\"margin:0 0 16px\"><a href=\"").Append(address)
                .Append("\" style=\"display:inline-block;background:#b4325a;color:#ffffff;text-decoration:none;font-weight:600;padding:12px 24px;border-radius:8px\">")
                .Append(Encoder.Encode(link.Label)).Append("</a></p>\n<p style=\"margin:0 0 16px;color:#5b5f66;font-size:13px;word-break:break-all\">").Append(address).Append("</p>\n");
        }

        if (content.Note is { } note)
        {
            body.Append("<p style=\"margin:24px 0 0;color:#5b5f66;font-size:13px\">").Append(Encoder.Encode(note)).Append("</p>\n");
        }

        return Page(words.Culture.Name, Encoder.Encode(content.Subject), Encoder.Encode(words.SiteName), body.ToString());
    }

    private static IEnumerable<string> Parts(MailContent content)
    {
        string?[] parts = [.. content.Paragraphs, content.Code, content.Link is { } link ? $"{link.Label}:\r\n{link.Address.AbsoluteUri}" : null, content.Note];
        return parts.OfType<string>();
    }

    private static string Page(string language, string title, string siteName, string body) => $"""
        <!DOCTYPE html>
        <html lang="{language}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title}</title>
        </head>
        <body style="margin:0;padding:24px 16px;background:#fafafa;color:#1d1f23;font:16px/1.6 system-ui,-apple-system,'PingFang SC','Microsoft YaHei',sans-serif">
        <div style="max-width:520px;margin:0 auto;background:#ffffff;border:1px solid #e4e5e8;border-radius:8px;padding:24px">
        <p style="margin:0 0 24px;font-weight:700;color:#b4325a">{siteName}</p>
        {body}</div>
        </body>
        </html>
        """.ReplaceLineEndings("\r\n");
}
