using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Settings;

/// <summary>A part of what an operator sets while running: immutable, with defaults that work.</summary>
public interface IOperatorSettings<TSelf>
    where TSelf : class, IOperatorSettings<TSelf>
{
    /// <summary>Name of the row in the database; never changes.</summary>
    static abstract string Name { get; }

    /// <summary>What holds until an operator saves something else.</summary>
    static abstract TSelf Default { get; }

    /// <summary>The settings in the form in which they are kept.</summary>
    /// <exception cref="InputException">A value cannot be accepted.</exception>
    TSelf Checked();
}

/// <summary>What operators set while running, kept in the database and in memory. Safe for any thread.</summary>
public sealed class OperatorSettings(IDbContextFactory<PeppaDbContext> contexts) : IDisposable
{
    private readonly ConcurrentDictionary<string, object> _known = new();
    private readonly SemaphoreSlim _writing = new(1);
    private Dictionary<string, string> _stored = [];

    public T Get<T>()
        where T : class, IOperatorSettings<T> => (T)_known.GetOrAdd(T.Name, _ => Read<T>());

    /// <summary>Saves, and holds from the next <see cref="Get{T}"/> on.</summary>
    /// <exception cref="InputException">A value cannot be accepted; nothing was changed.</exception>
    public Task<T> SaveAsync<T>(T wanted, CancellationToken cancellationToken = default)
        where T : class, IOperatorSettings<T> => ChangeAsync<T>(_ => wanted, cancellationToken);

    /// <summary>Saves what becomes of the settings in force. One change after the other, so that none undoes what another has just saved.</summary>
    /// <exception cref="InputException">A value cannot be accepted; nothing was changed.</exception>
    public async Task<T> ChangeAsync<T>(Func<T, T> change, CancellationToken cancellationToken = default)
        where T : class, IOperatorSettings<T>
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var settings = change(Get<T>()).Checked();
            var name = T.Name;
            var json = JsonSerializer.Serialize(settings, JsonSerializerOptions.Web);
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            if (await context.Settings.SingleOrDefaultAsync(row => row.Name == name, cancellationToken) is { } row)
            {
                row.Value = json;
            }
            else
            {
                context.Settings.Add(new Setting { Name = name, Value = json });
            }

            await context.SaveChangesAsync(cancellationToken);
            _known[name] = settings;
            return settings;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        _stored = await context.Settings.AsNoTracking().ToDictionaryAsync(row => row.Name, row => row.Value, cancellationToken);
    }

    private T Read<T>()
        where T : class, IOperatorSettings<T> =>
        _stored.TryGetValue(T.Name, out var json) ? JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)! : T.Default;
}
