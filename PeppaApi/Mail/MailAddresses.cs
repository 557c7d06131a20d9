using System.Diagnostics.CodeAnalysis;
using MimeKit;

namespace PeppaApi.Mail;

/// <summary>Which texts are mail addresses: one alone, in its plain form, that cannot bring a second line into a header or a command.</summary>
public static class MailAddresses
{
    private const int Longest = 254;

    public static bool IsValid([NotNullWhen(true)] string? text) =>
        text is { Length: > 2 and <= Longest }
        && !text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is '<' or '>' or ',' or ';' or ':' or '"' or '(' or ')' or '\\' or '[' or ']')
        && MailboxAddress.TryParse(text, out var mailbox) && mailbox.Address == text && mailbox.Domain.Length > 0;
}
