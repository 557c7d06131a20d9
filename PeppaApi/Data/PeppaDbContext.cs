using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data.Entities;

namespace PeppaApi.Data;

/// <summary>
/// The shape of everything stored. Each operation makes its own short-lived context from the factory.
/// Money tables are written by <c>Ledger/</c> only, with its own statements.
/// </summary>
public sealed class PeppaDbContext(DbContextOptions<PeppaDbContext> options) : IdentityDbContext<User, Role, long>(options)
{
    public DbSet<Group> Groups => Set<Group>();

    public DbSet<UserNote> UserNotes => Set<UserNote>();

    public DbSet<ApiToken> Tokens => Set<ApiToken>();

    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<SignInRecord> SignIns => Set<SignInRecord>();

    public DbSet<NoticeChoice> NoticeChoices => Set<NoticeChoice>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<MailChange> MailChanges => Set<MailChange>();

    public DbSet<AuditRecord> AuditRecords => Set<AuditRecord>();

    public DbSet<Channel> Channels => Set<Channel>();

    public DbSet<ChannelKey> ChannelKeys => Set<ChannelKey>();

    public DbSet<ChannelKeyState> ChannelKeyStates => Set<ChannelKeyState>();

    public DbSet<ChannelEvent> ChannelEvents => Set<ChannelEvent>();

    public DbSet<ModelPrice> ModelPrices => Set<ModelPrice>();

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Grant> Grants => Set<Grant>();

    public DbSet<Hold> Holds => Set<Hold>();

    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();

    public DbSet<SpendingWindow> SpendingWindows => Set<SpendingWindow>();

    public DbSet<RedemptionBatch> RedemptionBatches => Set<RedemptionBatch>();

    public DbSet<RedemptionCode> RedemptionCodes => Set<RedemptionCode>();

    public DbSet<QueuedMail> Mails => Set<QueuedMail>();

    public DbSet<SignUp> SignUps => Set<SignUp>();

    public DbSet<Agreement> Agreements => Set<Agreement>();

    public DbSet<AgreementAcceptance> AgreementAcceptances => Set<AgreementAcceptance>();

    public DbSet<Announcement> Announcements => Set<Announcement>();

    public DbSet<SeenAnnouncement> SeenAnnouncements => Set<SeenAnnouncement>();

    public DbSet<ExpiryNotice> ExpiryNotices => Set<ExpiryNotice>();

    public DbSet<Setting> Settings => Set<Setting>();

    public DbSet<LongTask> LongTasks => Set<LongTask>();

    public DbSet<TaskHook> TaskHooks => Set<TaskHook>();

    public DbSet<UsageRecord> UsageRecords => Set<UsageRecord>();

    public DbSet<UsageHour> UsageHours => Set<UsageHour>();

    public DbSet<SiteHour> SiteHours => Set<SiteHour>();

    public DbSet<RunningTotal> RunningTotals => Set<RunningTotal>();

    /// <summary>With passkeys. Identity's own tables ask the services for it, not the context.</summary>
    internal static void UseSchema(IdentityOptions options) => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        // SQLite compares DateTimeOffset on the client only; a whole number compares in every engine.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMillisecondsConverter>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PeppaDbContext).Assembly);
        SnakeCaseNames.Apply(builder);
    }
}
