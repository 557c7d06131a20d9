using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>One line of the audit log: who did what to whom, before and after, from where. Only ever added; never holds a secret or content.</summary>
public sealed class AuditRecord
{
    public const int ActLength = 60;
    public const int SubjectLength = 200;

    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>Who did it; none for a stranger and for the process itself.</summary>
    public long? ActorId { get; init; }

    /// <summary>The name at that time.</summary>
    public required string ActorName { get; init; }

    public required string Address { get; init; }

    /// <summary>Noun and verb, such as <c>user.changed</c>.</summary>
    public required string Act { get; init; }

    /// <summary>The id of what it was done to, where it had one by then.</summary>
    public string? SubjectId { get; init; }

    /// <summary>Its name at that time.</summary>
    public required string Subject { get; init; }

    /// <summary>Each field that changed with what it was <c>before</c> and is <c>after</c>, as a JSON object.</summary>
    public required string Changes { get; init; }

    /// <summary>Whether it is no act but something to look at, such as a lockout.</summary>
    public bool Suspicious { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AuditRecord>
    {
        public void Configure(EntityTypeBuilder<AuditRecord> builder)
        {
            builder.Property(record => record.ActorName).HasMaxLength(64);
            builder.Property(record => record.Address).HasMaxLength(Session.AddressLength);
            builder.Property(record => record.Act).HasMaxLength(ActLength);
            builder.Property(record => record.SubjectId).HasMaxLength(64);
            builder.Property(record => record.Subject).HasMaxLength(SubjectLength);
            builder.HasIndex(record => record.At);
            builder.HasIndex(record => record.ActorId);
        }
    }
}
