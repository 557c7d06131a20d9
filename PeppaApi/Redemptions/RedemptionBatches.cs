using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Auditing;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;

namespace PeppaApi.Redemptions;

/// <summary>Makes, lists, disables and deletes codes, for operators. What was redeemed stays as it is.</summary>
public sealed class RedemptionBatches(IDbContextFactory<PeppaDbContext> contexts, InstallationSecret secret, AuditLog log, TimeProvider time)
{
    public const int LargestBatch = 10_000;

    // Written in pages, so that the ledger is not kept waiting.
    private const int PageOfCodes = 250;

    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<CreatedRedemptionBatch> CreateAsync(NewRedemptionBatch wanted, CancellationToken cancellationToken = default)
    {
        var name = wanted.Name.Trim();
        InputException.Require(name.Length is > 0 and <= RedemptionBatch.NameLength, "name", $"A name has 1 to {RedemptionBatch.NameLength} characters.");
        InputException.Require(wanted.Count is >= 1 and <= LargestBatch, "count", $"A batch has 1 to {LargestBatch:N0} codes.");
        var tier = await FindTierAsync(wanted.Group, cancellationToken);
        var amount = wanted.Amount ?? tier?.IncludedCredit ?? 0;
        InputException.Require(
            amount is >= 0 and <= CreditLedger.LargestGrant && (amount > 0 || tier is not null), "amountUsd", "A code without a tier is worth more than 0 and at most 1,000,000 dollars.");
        InputException.Require(wanted.ExpiresAt is null || wanted.ExpiresAt > time.GetUtcNow(), "expiresAt", "The expiry is in the past.");
        InputException.Require(wanted.PerUserLimit is null or > 0, "perUserLimit", "A limit is at least 1.");
        var batch = new RedemptionBatch
        {
            Name = name,
            Amount = amount,
            GroupName = tier?.Name,
            ExpiresAt = wanted.ExpiresAt,
            PerUserLimit = wanted.PerUserLimit,
            CreatedAt = time.GetUtcNow(),
        };
        var codes = Enumerable.Range(0, wanted.Count).Select(_ => RedemptionCodeText.Create()).ToList();
        foreach (var page in codes.Chunk(PageOfCodes))
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            // The first page inserts the batch, too.
            context.Entry(batch).State = batch.Id == 0 ? EntityState.Added : EntityState.Unchanged;
            context.RedemptionCodes.AddRange(page.Select(code => new RedemptionCode
            {
                Batch = batch,
                CodeHash = secret.Hash(code),
                Prefix = code[..RedemptionCodeText.PrefixLength],
            }));
            await context.SaveChangesAsync(cancellationToken);
        }

        return new CreatedRedemptionBatch(batch.Id, name, batch.Amount, batch.GroupName, batch.ExpiresAt, [.. codes.Select(RedemptionCodeText.Show)]);
    }

    public async Task<(IReadOnlyList<RedemptionBatchView> Items, int Total)> ListAsync(int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var codes = context.RedemptionCodes;
        var items = await context.RedemptionBatches.AsNoTracking().OrderByDescending(batch => batch.Id).Skip((page - 1) * pageSize).Take(pageSize)
            .Select(batch => new RedemptionBatchView(
                batch.Id, batch.Name, batch.Amount, batch.GroupName, batch.ExpiresAt, batch.PerUserLimit, batch.CreatedAt,
                codes.Count(code => code.BatchId == batch.Id),
                codes.Count(code => code.BatchId == batch.Id && code.RedeemedAt != null),
                codes.Count(code => code.BatchId == batch.Id && code.RedeemedAt == null && !code.Enabled)))
            .ToListAsync(cancellationToken);
        return (items, await context.RedemptionBatches.CountAsync(cancellationToken));
    }

    /// <param name="search">A whole code, how one begins, or part of the name of who redeemed it.</param>
    public async Task<(IReadOnlyList<RedemptionCodeView> Items, int Total)> ListCodesAsync(
        long? batchId, string? search, int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = context.RedemptionCodes.AsNoTracking().Where(code => batchId == null || code.BatchId == batchId);
        if (!string.IsNullOrWhiteSpace(search))
        {
            var text = search.Trim();
            var prefix = text.ToUpperInvariant();
            found = RedemptionCodeText.Plain(text) is { } plain && secret.Hash(plain) is var hash
                ? found.Where(code => code.CodeHash == hash)
                : found.Where(code => code.Prefix == prefix || context.Users.Any(user => user.Id == code.RedeemedBy && user.UserName!.Contains(text)));
        }

        var items = await found.OrderBy(code => code.Id).Skip((page - 1) * pageSize).Take(pageSize)
            .Select(code => new RedemptionCodeView(
                code.Id, code.BatchId, code.Batch.Name, code.Prefix, code.Batch.Amount, code.Batch.GroupName, code.Enabled, code.Batch.ExpiresAt, code.RedeemedBy,
                context.Users.Where(user => user.Id == code.RedeemedBy).Select(user => user.UserName).FirstOrDefault(), code.RedeemedAt, code.GrantId))
            .ToListAsync(cancellationToken);
        return (items, await found.CountAsync(cancellationToken));
    }

    /// <summary>Switches an unredeemed code; false if there is none.</summary>
    public async Task<bool> SetEnabledAsync(long id, bool enabled, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ChangeAsync(
            context, context.RedemptionCodes.Where(code => code.Id == id && code.RedeemedAt == null), enabled, "redemption_code", id, cancellationToken) == 1;
    }

    /// <summary>Switches every unredeemed code of a batch and says how many.</summary>
    public async Task<int> SetBatchEnabledAsync(long batchId, bool enabled, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ChangeAsync(
            context, context.RedemptionCodes.Where(code => code.BatchId == batchId && code.RedeemedAt == null), enabled, "redemption_batch", batchId, cancellationToken);
    }

    /// <summary>Deletes an unredeemed code; false if there is none.</summary>
    public async Task<bool> DeleteAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ChangeAsync(
            context, context.RedemptionCodes.Where(code => code.Id == id && code.RedeemedAt == null), null, "redemption_code", id, cancellationToken) == 1;
    }

    /// <summary>Deletes every unredeemed code of a batch, and the batch if nothing is left of it; says how many codes.</summary>
    public async Task<int> DeleteUnusedAsync(long batchId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var deleted = await ChangeAsync(
            context, context.RedemptionCodes.Where(code => code.BatchId == batchId && code.RedeemedAt == null), null, "redemption_batch", batchId, cancellationToken);
        await context.RedemptionBatches.Where(batch => batch.Id == batchId && !context.RedemptionCodes.Any(code => code.BatchId == batchId))
            .ExecuteDeleteAsync(cancellationToken);
        return deleted;
    }

    /// <summary>Switches codes, or deletes them where <paramref name="enabled"/> is none, with a line in the audit log; says how many.</summary>
    private async Task<int> ChangeAsync(
        PeppaDbContext context, IQueryable<RedemptionCode> codes, bool? enabled, string noun, long id, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var changed = enabled is { } wanted
            ? await codes.ExecuteUpdateAsync(set => set.SetProperty(code => code.Enabled, wanted), cancellationToken)
            : await codes.ExecuteDeleteAsync(cancellationToken);
        if (changed > 0)
        {
            var key = id.ToString(CultureInfo.InvariantCulture);
            var act = enabled switch { true => "codes_enabled", false => "codes_disabled", _ => "codes_deleted" };
            log.Add(context, new AuditEvent($"{noun}.{act}", key, key, new JsonObject { ["codes"] = AuditChanges.New(changed) }));
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    private async Task<Group?> FindTierAsync(string? name, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Groups.AsNoTracking().SingleOrDefaultAsync(group => group.Name == name && group.Name != Group.Default, cancellationToken)
            ?? throw new InputException("group", "There is no such tier. Make it on the page of groups first.");
    }
}
