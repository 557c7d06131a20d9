using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>One mail, from the moment that somebody wants it sent.</summary>
public sealed class QueuedMail
{
    public const int AnswerLength = 500;

    public long Id { get; set; }

    public required string Recipient { get; set; }

    /// <summary>Which kind of mail it is, for the operator's list.</summary>
    public required string Template { get; set; }

    public required string Subject { get; set; }

    /// <summary>What it says; bodies hold links and codes, so they go once it was sent.</summary>
    public string? TextBody { get; set; }

    public string? HtmlBody { get; set; }

    /// <summary>Stays the same for every try, so that a mail system can tell a second copy.</summary>
    public required string MessageId { get; set; }

    public MailState State { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>From this moment on it is not worth sending.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was sent, or given up.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>What the mail server said last.</summary>
    public string? LastAnswer { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<QueuedMail>
    {
        public void Configure(EntityTypeBuilder<QueuedMail> builder)
        {
            builder.ToTable("mails");
            builder.Property(mail => mail.Recipient).HasMaxLength(254);
            builder.Property(mail => mail.Template).HasMaxLength(50);
            builder.Property(mail => mail.Subject).HasMaxLength(200);
            builder.Property(mail => mail.MessageId).HasMaxLength(300);
            builder.Property(mail => mail.LastAnswer).HasMaxLength(AnswerLength);
            builder.HasIndex(mail => new { mail.State, mail.NextAttemptAt });
        }
    }
}

public enum MailState
{
    Pending,

    /// <summary>Given to the mail server, whose answer is not noted yet.</summary>
    Sending,

    Sent,

    /// <summary>Given up, or refused for good.</summary>
    Failed,
}
