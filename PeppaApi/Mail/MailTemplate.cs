using System.Globalization;
using PeppaApi.Resources;

namespace PeppaApi.Mail;

/// <summary>
/// One kind of mail with its values; what it says is in <c>Resources/MailTemplateText</c>, in both languages. Values are
/// shown in the body only, encoded: a subject is made of our own words.
/// </summary>
public abstract record MailTemplate
{
    private const string Suffix = "Mail";

    /// <summary>The name in the operator's list.</summary>
    public string Name => GetType().Name is var name && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;

    /// <summary>How long it is worth sending; afterwards it is given up.</summary>
    public virtual TimeSpan Lifetime => TimeSpan.FromDays(1);

    internal abstract MailContent Write(MailWords words);
}

/// <summary>What a mail says, before it has a form.</summary>
/// <param name="Code">A code to type, shown large.</param>
/// <param name="Link">The one thing to press.</param>
/// <param name="Note">Why it came and what to do if it came by mistake.</param>
public sealed record MailContent(string Subject, IReadOnlyList<string> Paragraphs, string? Code = null, MailLink? Link = null, string? Note = null);

public sealed record MailLink(string Label, Uri Address);

/// <summary>The texts of mails in one language.</summary>
public sealed class MailWords(CultureInfo culture, string siteName)
{
    public CultureInfo Culture { get; } = culture;

    public string SiteName { get; } = siteName;

    /// <param name="name">By <c>nameof</c> of <see cref="MailTemplateText"/>.</param>
    public string this[string name, params object[] values] =>
        string.Format(Culture, MailTemplateText.ResourceManager.GetString(name, Culture) ?? throw new ArgumentException($"There is no text {name}.", nameof(name)), values);

    /// <summary>A moment as people read it, in universal time.</summary>
    public string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
