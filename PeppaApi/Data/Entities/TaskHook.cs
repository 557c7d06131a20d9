using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>Where a client wants to hear of its task. Gone once the end was told, or could not be.</summary>
public sealed class TaskHook
{
    public long TaskId { get; init; }

    /// <summary>The address, encrypted: it may hold a secret of the client's.</summary>
    public required string ProtectedUrl { get; init; }

    public int Attempts { get; set; }

    /// <summary>When there is something to tell; none while there is not.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<TaskHook>
    {
        public void Configure(EntityTypeBuilder<TaskHook> builder)
        {
            builder.ToTable("task_hooks");
            builder.HasKey(hook => hook.TaskId);
            builder.Property(hook => hook.TaskId).ValueGeneratedNever();
            builder.HasIndex(hook => hook.NextAttemptAt);
            builder.HasOne<LongTask>().WithOne().HasForeignKey<TaskHook>(hook => hook.TaskId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
