import {
  EntityManager as CoreEntityManager,
  EntityRepositoryType,
  LockMode,
  MikroORM,
} from '@mikro-orm/core';
import { Entity, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Injectable, Module, Param, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { IsInt, IsString, MaxLength } from 'class-validator';
import { BaseEntity, LIVE, SearchIndex } from '../../../src/platform/entity.js';
import { field, filterOf } from '../../../src/platform/filter.js';
import { Errors } from '../../../src/platform/http.js';
import { BaseRepository, Database } from '../../../src/platform/repository.js';
import { Transactional } from '../../../src/platform/service.js';

/** An account, whose columns have names of their own. */
@Entity({ tableName: 'probe_accounts', repository: () => AccountsRepository })
@Unique({ properties: ['owner', 'number'], where: LIVE })
@Index({ properties: ['owner', 'balance'] })
@SearchIndex('number')
export class ProbeAccount extends BaseEntity {
  [EntityRepositoryType]?: AccountsRepository;

  @Property({ type: 'text', fieldName: 'held_by' })
  owner!: string;

  @Property({ type: 'text', fieldName: 'account_no' })
  number!: string;

  @Property({ type: 'integer', fieldName: 'cents', default: 0 })
  balance!: number;

  @Property({ type: 'text', fieldName: 'iban_code', nullable: true, unique: true })
  iban!: string | null;
}

export const accountFilter = filterOf<ProbeAccount>({
  fields: {
    owner: field.text('eq'),
    number: field.text('eq', 'in', 'like'),
    balance: field.integer('gt', 'in'),
    iban: field.text('isnull'),
  },
  search: ['number'],
  order_by: ['number', 'balance', 'iban'],
});

@Injectable()
export class AccountsRepository extends BaseRepository<ProbeAccount> {
  constructor(database: Database) {
    super(database, ProbeAccount, { filter: accountFilter, key: ['owner', 'number'] });
  }

  /** A query of the feature's own, by MikroORM. */
  async richest(): Promise<ProbeAccount | null> {
    return this.findOne({}, { orderBy: { balance: 'desc' } });
  }
}

class ProbeAccountDto {
  @ApiProperty() id!: string;
  @ApiProperty() owner!: string;
  @ApiProperty() number!: string;
  @ApiProperty({ type: 'integer' }) balance!: number;
  @ApiProperty({ type: 'integer' }) version!: number;
}

class ProbeOpenDto {
  @ApiProperty() @IsString() @MaxLength(20) owner!: string;
  @ApiProperty() @IsString() @MaxLength(20) number!: string;
}

class ProbeTransferDto {
  @ApiProperty() @IsString() from!: string;
  @ApiProperty() @IsString() to!: string;
  @ApiProperty({ type: 'integer' }) @IsInt() cents!: number;
}

class ProbeChangeDto {
  @ApiProperty({ type: 'integer' }) @IsInt() cents!: number;
  @ApiProperty({ type: 'integer' }) @IsInt() version!: number;
}

/** MikroORM's documentation, "Unit of Work" and "Transactions and Concurrency", in a service of Nest. */
@Injectable()
export class LedgerService {
  constructor(
    readonly em: EntityManager,
    readonly core: CoreEntityManager,
    readonly orm: MikroORM,
    readonly accounts: AccountsRepository,
    readonly database: Database,
  ) {}

  /** `persist` and `flush`, without a transaction of one's own. */
  async open({ owner, number }: ProbeOpenDto): Promise<ProbeAccount> {
    const account = this.em.create(ProbeAccount, { owner, number, balance: 0, iban: null });
    await this.em.flush();
    return account;
  }

  /** Entities that are loaded, changed, and written at the end of the transaction. */
  @Transactional()
  async transfer({ from, to, cents }: ProbeTransferDto): Promise<ProbeAccount> {
    const source = await this.em.findOneOrFail(ProbeAccount, from);
    const target = await this.em.findOneOrFail(ProbeAccount, to);
    source.balance -= cents;
    target.balance += cents;
    return target;
  }

  /** "Optimistic Locking". */
  async change(id: string, { cents, version }: ProbeChangeDto): Promise<ProbeAccount> {
    const account = await this.em.findOneOrFail(ProbeAccount, id, {
      lockMode: LockMode.OPTIMISTIC,
      lockVersion: version,
    });
    account.balance = cents;
    await this.em.flush();
    return account;
  }
}

@Controller('probe-ledger')
class ProbeLedgerController {
  constructor(private readonly ledger: LedgerService) {}

  @Post()
  @Errors('CONFLICT')
  @ApiCreatedResponse({ type: ProbeAccountDto })
  open(@Body() data: ProbeOpenDto): Promise<ProbeAccountDto> {
    return this.ledger.open(data);
  }

  @Post('transfers')
  @HttpCode(200)
  @Errors('NOT_FOUND')
  @ApiOkResponse({ type: ProbeAccountDto })
  transfer(@Body() data: ProbeTransferDto): Promise<ProbeAccountDto> {
    return this.ledger.transfer(data);
  }

  @Put(':id')
  @Errors('PRECONDITION_FAILED')
  @ApiOkResponse({ type: ProbeAccountDto })
  change(@Param('id') id: string, @Body() data: ProbeChangeDto): Promise<ProbeAccountDto> {
    return this.ledger.change(id, data);
  }

  @Get('richest')
  @ApiOkResponse({ type: ProbeAccountDto })
  async richest(): Promise<ProbeAccountDto> {
    return (await this.ledger.em.getRepository(ProbeAccount).richest())!;
  }
}

@Module({ controllers: [ProbeLedgerController], providers: [LedgerService, AccountsRepository] })
export class LedgerModule {}
