using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.Agreements;

public sealed record AgreementView(int Version, string English, string Chinese, DateTimeOffset CreatedAt, int Accepted);

/// <summary>The user agreement: what people accept when they sign up. Safe for any thread.</summary>
public sealed class AgreementService(IDbContextFactory<PeppaDbContext> contexts, OperatorSettings settings, TimeProvider time)
{
    private const int Longest = 100_000;

    /// <summary>The version that holds, with the site's name in it.</summary>
    public async Task<AgreementView> CurrentAsync(CancellationToken cancellationToken = default)
    {
        var stored = await StoredAsync(cancellationToken);
        return stored with { English = Fill(stored.English), Chinese = Fill(stored.Chinese) };
    }

    /// <summary>The version that holds, as it is written: <c>{site}</c> stands for the site's name.</summary>
    public async Task<AgreementView> StoredAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Agreements.AsNoTracking().OrderByDescending(agreement => agreement.Version)
            .Select(agreement => new AgreementView(
                agreement.Version, agreement.English, agreement.Chinese, agreement.CreatedAt, context.AgreementAcceptances.Count(acceptance => acceptance.Version == agreement.Version)))
            .FirstAsync(cancellationToken);
    }

    /// <summary>Makes a new version; those before stay for whoever accepted them.</summary>
    /// <param name="version">The version that was edited.</param>
    /// <exception cref="InputException">A text is empty or too long, or somebody else made a version meanwhile.</exception>
    public Task<int> PublishAsync(int version, string? english, string? chinese, CancellationToken cancellationToken = default)
    {
        InputException.Require(!string.IsNullOrWhiteSpace(english) && english.Length <= Longest, "english", AgreementText.BadText);
        InputException.Require(!string.IsNullOrWhiteSpace(chinese) && chinese.Length <= Longest, "chinese", AgreementText.BadText);
        return contexts.ChangeAsync(
            async context =>
            {
                InputException.Require(await context.Agreements.MaxAsync(agreement => agreement.Version, cancellationToken) == version, "version", AgreementText.Conflict);
                context.Agreements.Add(New(version + 1, english!, chinese!));
                return version + 1;
            },
            cancellationToken);
    }

    /// <summary>Puts the shipped text there, where there is none yet.</summary>
    internal async Task SeedAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await context.Agreements.AnyAsync(cancellationToken))
        {
            context.Agreements.Add(New(1, Shipped("Agreement.en.md"), Shipped("Agreement.zh-CN.md")));
            await context.SaveChangesAsync(cancellationToken);
        }
    }

    private Agreement New(int version, string english, string chinese) => new() { Version = version, English = english, Chinese = chinese, CreatedAt = time.GetUtcNow() };

    private string Fill(string text) => text.Replace("{site}", settings.Get<SiteSettings>().SiteName, StringComparison.Ordinal);

    private static string Shipped(string name)
    {
        using var stream = typeof(AgreementService).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
