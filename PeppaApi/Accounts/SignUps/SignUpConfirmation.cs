using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SignUps;

/// <summary>Takes codes and links of sign-ups. Safe for any thread.</summary>
public sealed class SignUpConfirmation
{
    private const int MostNames = 10;
    private readonly IDbContextFactory<PeppaDbContext> _contexts;
    private readonly SignUpCodes _codes;
    private readonly SignUpCompletion _completion;
    private readonly TimeProvider _time;

    internal SignUpConfirmation(IDbContextFactory<PeppaDbContext> contexts, SignUpCodes codes, SignUpCompletion completion, TimeProvider time) =>
        (_contexts, _codes, _completion, _time) = (contexts, codes, completion, time);

    /// <param name="handle">Of the browser that signed up.</param>
    /// <param name="code">As typed.</param>
    public async Task<ConfirmResult> ByCodeAsync(string? handle, string? code, CancellationToken cancellationToken = default)
    {
        var digits = string.Concat((code ?? "").Where(char.IsAsciiDigit));
        var hash = _codes.Hash(handle ?? "");
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        if (handle is null || digits.Length != 6 || await context.SignUps.AsNoTracking().SingleOrDefaultAsync(row => row.HandleHash == hash, cancellationToken) is not { } row)
        {
            return new ConfirmResult(ConfirmOutcome.Wrong);
        }

        if (row.CodeExpiresAt <= _time.GetUtcNow())
        {
            return new ConfirmResult(ConfirmOutcome.Wrong);
        }

        // A try is taken before it is looked at: of many at once, not more than a few are.
        if (!await TakeTryAsync(context, row.Id, SignUpCodes.MostWrong, cancellationToken))
        {
            return new ConfirmResult(ConfirmOutcome.TooManyTries);
        }

        if (!_codes.IsRight(row, digits))
        {
            return new ConfirmResult(ConfirmOutcome.Wrong);
        }

        await context.SignUps.Where(other => other.Id == row.Id).ExecuteUpdateAsync(other => other.SetProperty(it => it.WrongCodes, it => it.WrongCodes - 1), cancellationToken);
        return await _completion.CompleteAsync(row.Id, otherName: null, cancellationToken);
    }

    /// <summary>Whose link it is, so that they see what they confirm; none if it is no good.</summary>
    public async Task<SignUpView?> ViewLinkAsync(string? link, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        return await FindByLinkAsync(context, link, cancellationToken) is { } row
            ? new SignUpView(row.Email, row.UserName, row.State == SignUpState.NameTaken ? SignUpStep.ChooseName : SignUpStep.EnterCode, null)
            : null;
    }

    public async Task<ConfirmResult> ByLinkAsync(string? link, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        return await FindByLinkAsync(context, link, cancellationToken) is { } row
            ? await _completion.CompleteAsync(row.Id, otherName: null, cancellationToken)
            : new ConfirmResult(ConfirmOutcome.Wrong);
    }

    /// <summary>Takes another name, where the first was taken meanwhile.</summary>
    /// <exception cref="InputException">It is no name.</exception>
    public async Task<ConfirmResult> RenameAsync(string? handle, string? link, string? name, CancellationToken cancellationToken = default)
    {
        UserInput.CheckName(name);
        var hash = _codes.Hash(handle ?? "");
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var row = await FindByLinkAsync(context, link, cancellationToken)
            ?? await context.SignUps.AsNoTracking().SingleOrDefaultAsync(other => other.HandleHash == hash, cancellationToken);
        if (row is not { State: SignUpState.NameTaken })
        {
            return new ConfirmResult(ConfirmOutcome.Wrong);
        }

        return await TakeTryAsync(context, row.Id, MostNames, cancellationToken)
            ? await _completion.CompleteAsync(row.Id, name, cancellationToken)
            : new ConfirmResult(ConfirmOutcome.TooManyTries);
    }

    private static async Task<bool> TakeTryAsync(PeppaDbContext context, long id, int most, CancellationToken cancellationToken) =>
        await context.SignUps.Where(row => row.Id == id && row.WrongCodes < most)
            .ExecuteUpdateAsync(row => row.SetProperty(it => it.WrongCodes, it => it.WrongCodes + 1), cancellationToken) == 1;

    private async Task<SignUp?> FindByLinkAsync(PeppaDbContext context, string? link, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(link))
        {
            return null;
        }

        var (hash, now) = (_codes.Hash(link), _time.GetUtcNow());
        return await context.SignUps.AsNoTracking().FirstOrDefaultAsync(row => row.LinkHash == hash && !row.Decoy && row.CodeExpiresAt > now, cancellationToken);
    }
}
