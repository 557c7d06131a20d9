using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts.SigningIn;

public sealed record SignInView(DateTimeOffset At, SignInMethod Method, SignInResultKind Result, string Device, string Address);

/// <summary>Who signed in when and from where, and who tried. Kept for half a year.</summary>
public sealed class SignInHistory(IDbContextFactory<PeppaDbContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(180);

    internal async Task WriteAsync(
        long userId, SignInMethod method, SignInResultKind result, Visitor visitor, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.SignIns.Add(new SignInRecord
        {
            At = time.GetUtcNow(),
            UserId = userId,
            Method = method,
            Result = result,
            Device = visitor.Device,
            Address = visitor.Address,
        });
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The last tries first.</summary>
    public async Task<(IReadOnlyList<SignInView> Items, int Total)> ListAsync(
        long userId, int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = context.SignIns.Where(record => record.UserId == userId);
        var items = await found.OrderByDescending(record => record.Id).Skip((page - 1) * pageSize).Take(pageSize)
            .Select(record => new SignInView(record.At, record.Method, record.Result, record.Device, record.Address)).ToListAsync(cancellationToken);
        return (items, await found.CountAsync(cancellationToken));
    }

    internal async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - KeptFor;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.SignIns.Where(record => record.At < before).ExecuteDeleteAsync(cancellationToken);
    }
}
