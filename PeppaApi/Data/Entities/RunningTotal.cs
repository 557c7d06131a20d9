using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>
/// All that one of them (a model, a user, a user's token) had used by the end of an hour; only hours in which it used anything have
/// a row. Two rows say what was used in between, whatever the time zone and however much it was.
/// Made from the sums by hour when an hour is over: see decision 21. The site's row is written last and says how far all of them go.
/// </summary>
public sealed class RunningTotal
{
    /// <summary>The key of the site itself.</summary>
    public const string OfAll = "";

    public TotalScope Scope { get; private set; }

    /// <summary>Whose model or token it is; 0 in scopes of the whole site.</summary>
    public long UserId { get; private set; }

    /// <summary>The name of the model or group, the id of the channel, user or token, or the number of the status.</summary>
    public required string Key { get; init; }

    /// <summary>Start of the hour, UTC.</summary>
    public DateTimeOffset Hour { get; private set; }

    public long Requests { get; private set; }

    /// <summary>Known in scopes of the whole site.</summary>
    public long Failed { get; private set; }

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    public long Charged { get; private set; }

    public long Overrun { get; private set; }

    public long UpstreamCost { get; private set; }

    /// <summary>The last hour that all running totals know; none before the first one was closed.</summary>
    internal static Task<DateTimeOffset?> LastHourAsync(PeppaDbContext context, CancellationToken cancellationToken) =>
        context.RunningTotals.Where(total => total.Scope == TotalScope.Site && total.UserId == 0 && total.Key == OfAll)
            .MaxAsync(total => (DateTimeOffset?)total.Hour, cancellationToken);

    internal sealed class Mapping : IEntityTypeConfiguration<RunningTotal>
    {
        public void Configure(EntityTypeBuilder<RunningTotal> builder)
        {
            // The migration makes it WITHOUT ROWID: its rows are their own index.
            builder.ToTable("running_totals");
            builder.HasKey(total => new { total.Scope, total.UserId, total.Key, total.Hour });
            builder.Property(total => total.Key).HasMaxLength(200);
        }
    }
}

/// <summary>What running totals are kept of.</summary>
public enum TotalScope
{
    Site = 0,
    Model = 1,
    Channel = 2,
    Group = 3,
    User = 4,

    /// <summary>A model in the hands of one user.</summary>
    UserModel = 5,

    /// <summary>A user's token.</summary>
    UserToken = 6,

    /// <summary>A channel as one user used it.</summary>
    UserChannel = 7,

    /// <summary>Requests that ended in one way, other than success: of all, or of a user. From the usage records, so not of hours whose records are gone.</summary>
    Status = 8,
}
